package cumulus.script.object;

import cumulus.flash.group.PeerId;
import cumulus.script.bind.Objects;
import cumulus.server.Client;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The clients that scripts see, from their acceptance until just before they leave. */
public final class Clients {
  private final Objects objects;
  private final Map<Long, ScriptClient> connected = new LinkedHashMap<>();
  private final Map<PeerId, ScriptClient> byPeerId = new HashMap<>();
  private final Set<ScriptClient> written = new LinkedHashSet<>();

  public Clients(Objects objects) {
    this.objects = objects;
  }

  /** A client asks to connect to an application. */
  public ScriptClient arrived(Client client, String path) {
    var arrived = new ScriptClient(client, path, this);
    client.attach(arrived);
    return arrived;
  }

  /** It was accepted. */
  public void connected(ScriptClient client) {
    connected.put(client.client().id(), client);
    byPeerId.put(PeerId.wrap(client.client().peerId()), client);
  }

  /** It is leaving; its writers do nothing any more. */
  public void left(ScriptClient client) {
    silence(client);
    connected.remove(client.client().id());
    byPeerId.remove(PeerId.wrap(client.client().peerId()), client);
  }

  /** Nothing can be written to it any more. */
  public void silence(ScriptClient client) {
    written.remove(client);
    client.over();
    client.writers().forEach(objects::end);
    objects.end(client.writer());
  }

  /** It was refused, or its leaving was told: scripts may still hold its table. */
  public void end(ScriptClient client) {
    silence(client);
    objects.end(client);
  }

  public Collection<ScriptClient> all() {
    return connected.values();
  }

  /** Writers of scripts that are open, then the client: in the order of the tick (lua-api 9.1). */
  public List<ScriptClient> copy() {
    return new ArrayList<>(connected.values());
  }

  /** What scripts see of a client that arrived. */
  public static ScriptClient of(Client client) {
    return (ScriptClient)
        client.attachment().orElseThrow(() -> new IllegalStateException("never arrived"));
  }

  Optional<ScriptClient> find(byte[] peerId) {
    return Optional.ofNullable(byPeerId.get(PeerId.wrap(peerId)));
  }

  void wrote(ScriptClient client) {
    written.add(client);
  }

  /** A call into script has ended: everything written in it leaves (README 33). */
  public void sendAll() {
    if (!written.isEmpty()) {
      written.forEach(ScriptClient::sendAll);
      written.clear();
    }
  }
}
