package cumulus.script.object;

import cumulus.rtmfp.Payload;
import java.util.ArrayList;
import java.util.List;

/** One flow of messages to a client: what scripts wrote on it waits here for a flush. */
public final class ScriptWriter {
  private record Message(Payload payload, boolean isReliable) {}

  private final ScriptClient client;
  private final int number;
  private final List<Message> waiting = new ArrayList<>();
  private boolean isReliable = true;
  private boolean isClosed;

  ScriptWriter(ScriptClient client, int number) {
    this.client = client;
    this.number = number;
  }

  ScriptClient client() {
    return client;
  }

  /** 0 for the flow of the connection. */
  int number() {
    return number;
  }

  boolean isReliable() {
    return isReliable;
  }

  void setReliable(boolean wanted) {
    isReliable = wanted;
  }

  boolean isClosed() {
    return isClosed || client.isOver();
  }

  void write(byte[] message) {
    if (!isClosed()) {
      waiting.add(new Message(Payload.wrap(message), isReliable));
      client.written(message.length);
    }
  }

  /** What waits leaves, with what other writers of the client kept; or it is kept behind that. */
  void flush(boolean isFull) {
    if (isClosed()) {
      return;
    }
    client.keep(this);
    if (isFull) {
      client.sendKept();
    }
  }

  ScriptWriter open() {
    return client.open();
  }

  /** Ends the flow; the connection's own ends the connection. */
  void close() {
    if (!isClosed()) {
      client.closed(this);
      isClosed = true;
    }
  }

  void send() {
    for (Message message : waiting) {
      client.client().write(number, message.payload, message.isReliable);
    }
    waiting.clear();
  }
}
