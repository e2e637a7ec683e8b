package cumulus.server;

import cumulus.flash.message.Replies;
import cumulus.rtmfp.Payload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A name on the application thread: who publishes it, who listens, and who waits for its end. */
final class ControlPublication implements Publication {
  private final String name;
  private final Control control;
  private final Map<Long, ControlListener> listeners = new LinkedHashMap<>();
  private final List<ControlClient> waiters = new ArrayList<>();
  private Optional<ControlClient> publisher = Optional.empty();
  private PublicationFigures figures = PublicationFigures.NONE;
  private QualityGauge gauge = new QualityGauge();
  private long id;
  private int stream;
  private int home;
  private boolean isLive;
  private boolean isEnding;
  private boolean isEndingAtOnce;

  ControlPublication(String name, Control control) {
    this.name = name;
    this.control = control;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long publisherId() {
    return id;
  }

  @Override
  public boolean isLive() {
    return isLive;
  }

  @Override
  public Optional<Client> publisher() {
    return publisher.map(client -> client);
  }

  @Override
  public List<Listener> listeners() {
    return List.copyOf(listeners.values());
  }

  @Override
  public QualityOfService audioQuality() {
    return gauge.audio();
  }

  @Override
  public QualityOfService videoQuality() {
    return gauge.video();
  }

  QualityGauge gauge() {
    return gauge;
  }

  @Override
  public void wantMedia(MediaKinds wanted) {
    if (isLive) {
      control.post(home, new ToLoop.MediaEvents(id, wanted));
    }
  }

  @Override
  public void push(int type, int timestampMillis, Payload body, int lost) {
    if (isLive) {
      control.post(home, new ToLoop.Push(id, type, timestampMillis, body, lost));
    }
  }

  @Override
  public void close(String code, String description) {
    if (!isLive) {
      return;
    }
    if (publisher.isEmpty()) {
      end(true);
      control.unclaim(this);
      return;
    }
    ControlClient client = publisher.get();
    if (!code.isEmpty()) {
      client.write(stream, Statuses.status(code, description));
    }
    client.write(stream, Payload.wrap(Replies.close()));
  }

  @Override
  public PublicationFigures figures() {
    return figures;
  }

  void received(PublicationFigures now) {
    figures = now;
  }

  /** Takes a publisher, not yet live. */
  void claim(long newId, Optional<ControlClient> newPublisher, int newStream, int newHome) {
    id = newId;
    publisher = newPublisher;
    stream = newStream;
    home = newHome;
    isEnding = false;
    isEndingAtOnce = false;
  }

  void live() {
    isLive = true;
  }

  /** Back to a name that is only waited for. */
  void idle() {
    id = 0;
    publisher = Optional.empty();
    isLive = false;
    figures = PublicationFigures.NONE;
    gauge = new QualityGauge();
  }

  /** True if somebody publishes, or is about to. */
  boolean isClaimed() {
    return id != 0;
  }

  boolean isEnding() {
    return isEnding;
  }

  int home() {
    return home;
  }

  int stream() {
    return stream;
  }

  Optional<ControlClient> publishingClient() {
    return publisher;
  }

  /** Asks the home loop for the end: after the tail of the media, or at once. */
  void end(boolean atOnce) {
    if (!isLive || isEndingAtOnce || isEnding && !atOnce) {
      return;
    }
    isEnding = true;
    isEndingAtOnce = atOnce;
    control.post(home, new ToLoop.EndPublication(id, atOnce));
  }

  void add(ControlListener listener) {
    listeners.put(listener.id(), listener);
  }

  void remove(ControlListener listener) {
    listeners.remove(listener.id());
  }

  boolean isUnused() {
    return id == 0 && listeners.isEmpty();
  }

  @Override
  public int listenerCount() {
    return listeners.size();
  }

  /** Loops with listeners. */
  List<Integer> loops() {
    return listeners.values().stream()
        .map(listener -> listener.client().loop())
        .distinct()
        .toList();
  }

  void await(ControlClient client) {
    waiters.add(client);
  }

  /** Those who waited for the end; nobody waits any more. */
  List<ControlClient> takeWaiters() {
    var taken = List.copyOf(waiters);
    waiters.clear();
    return taken;
  }
}
