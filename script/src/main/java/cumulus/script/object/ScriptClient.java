package cumulus.script.object;

import cumulus.rtmfp.Address;
import cumulus.server.Client;
import java.util.ArrayList;
import java.util.List;

/**
 * A client as scripts see it: the application it belongs to, its flow writers, and the messages
 * written to it that have not left.
 */
public final class ScriptClient {
  /** Bytes written in one call that wait for its end; more leave at once. */
  private static final int MAX_WAITING_BYTES = 1 << 20;

  private final Client client;
  private final String path;
  private final Clients clients;
  private final ScriptWriter writer;
  private final List<ScriptWriter> writers = new ArrayList<>();
  private final List<ScriptWriter> kept = new ArrayList<>();
  private int waitingBytes;
  private boolean isOver;
  private Address namedAt = Address.ipv4(0, 0);
  private String name = "";

  ScriptClient(Client client, String path, Clients clients) {
    this.client = client;
    this.path = path;
    this.clients = clients;
    this.writer = new ScriptWriter(this, 0);
  }

  public Client client() {
    return client;
  }

  /** For messages of the log. */
  public String name() {
    Address address = client.address();
    if (!address.equals(namedAt)) {
      namedAt = address;
      name = "client " + Ids.text(client.peerId()).substring(0, 8) + " at " + address;
    }
    return name;
  }

  /** Of its application: empty for the root, else {@code /a/b}. */
  public String path() {
    return path;
  }

  public ScriptWriter writer() {
    return writer;
  }

  /** The writers that scripts have opened and not closed, in that order. */
  public List<ScriptWriter> writers() {
    return List.copyOf(writers);
  }

  /** True once nothing can be written any more. */
  public boolean isOver() {
    return isOver;
  }

  ScriptWriter open() {
    var opened = new ScriptWriter(this, client.openWriter());
    writers.add(opened);
    return opened;
  }

  void closed(ScriptWriter ended) {
    if (ended.number() == 0) {
      sendAll();
      client.close();
    } else {
      ended.send();
      writers.remove(ended);
      kept.remove(ended);
      client.closeWriter(ended.number());
    }
  }

  /** A message waits on a writer. */
  void written(int bytes) {
    clients.wrote(this);
    waitingBytes += bytes;
    if (waitingBytes > MAX_WAITING_BYTES) {
      sendAll();
    }
  }

  /** Its messages leave behind those of the writers that were kept before. */
  void keep(ScriptWriter flushed) {
    if (!kept.contains(flushed)) {
      kept.add(flushed);
    }
  }

  /** What {@link #keep} holds leaves, in that order. */
  void sendKept() {
    kept.forEach(ScriptWriter::send);
    kept.clear();
  }

  /** Everything written leaves. */
  public void sendAll() {
    sendKept();
    writer.send();
    for (ScriptWriter other : writers) {
      other.send();
    }
    waitingBytes = 0;
  }

  /** Nothing can be written any more. */
  void over() {
    isOver = true;
    kept.clear();
  }
}
