package cumulus.script.object;

import cumulus.script.bind.Objects;
import cumulus.server.Control;
import cumulus.server.Listener;
import cumulus.server.Publication;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Publications and subscriptions that scripts have seen, and what scripts publish themselves. */
public final class Publications {
  private final Objects objects;
  private final Supplier<String> serving;
  private final IdentityHashMap<Publication, ScriptPublication> publications =
      new IdentityHashMap<>();
  private final IdentityHashMap<Listener, ScriptListener> listeners = new IdentityHashMap<>();
  private Optional<Control> server = Optional.empty();

  /**
   * @param serving path of the application that is being served
   */
  public Publications(Objects objects, Supplier<String> serving) {
    this.objects = objects;
    this.serving = serving;
  }

  /** The server begins. */
  public void open(Control control) {
    server = Optional.of(control);
  }

  /** Those of clients that are live. */
  public List<Publication> ofClients() {
    return live().stream().filter(each -> each.publisher().isPresent()).toList();
  }

  /** What scripts see of a publication. */
  public ScriptPublication of(Publication publication) {
    return publications.computeIfAbsent(
        publication, missing -> new ScriptPublication(this, missing));
  }

  /** What scripts see of a subscription. */
  public ScriptListener of(Listener listener) {
    return listeners.computeIfAbsent(listener, missing -> new ScriptListener(this, missing));
  }

  /** A client's publication is over; the name may still be waited for. */
  public void ended(Publication publication) {
    Optional.ofNullable(publications.get(publication)).ifPresent(ScriptPublication::clear);
  }

  /** Nobody publishes the name, or waits for it. */
  public void forgotten(Publication publication) {
    Optional.ofNullable(publications.remove(publication)).ifPresent(gone -> end(gone.parts()));
  }

  /** The subscription is over, or was refused. */
  public void ended(Listener listener) {
    Optional.ofNullable(listeners.remove(listener)).ifPresent(gone -> end(gone.parts()));
  }

  /** An application has stopped: what it publishes ends. */
  public void release(String path) {
    for (ScriptPublication each : List.copyOf(publications.values())) {
      if (each.owner().filter(path::equals).isPresent()) {
        close(each);
      }
    }
  }

  Collection<Publication> live() {
    return server.map(Control::publications).orElse(List.of());
  }

  Optional<ScriptPublication> find(String name) {
    return server.flatMap(control -> control.publication(name)).map(this::of);
  }

  /** Publishes a name for the application that is being served; empty if it is taken. */
  Optional<ScriptPublication> publish(String name) {
    var published = server.flatMap(control -> control.publish(name)).map(this::of);
    published.ifPresent(own -> own.ownedBy(serving.get()));
    return published;
  }

  /** Ends what a script publishes; its table is of no more use, even if the name is waited for. */
  void close(ScriptPublication own) {
    publications.remove(own.publication(), own);
    own.clear();
    own.publication().close("", "");
    end(own.parts());
  }

  private void end(Collection<Object> parts) {
    parts.stream().filter(objects::isKnown).forEach(objects::end);
  }
}
