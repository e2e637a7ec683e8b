package cumulus.group;

import cumulus.flash.MalformedException;

/** The one place where a neighbour's malformed message is caught: it is dropped alone, and told. */
final class GuardedInbox implements InFlowListener {
  /** Reads one message. */
  interface Handler {
    void handle(long nowNanos, Neighbour from, InFlow flow, byte[] message)
        throws MalformedException;
  }

  /** The neighbour has finished the flow. */
  interface End {
    void handle(long nowNanos, Neighbour from, InFlow flow);
  }

  private final Mesh mesh;
  private final Neighbour from;
  private final Handler handler;
  private final End end;

  GuardedInbox(Mesh mesh, Neighbour from, Handler handler, End end) {
    this.mesh = mesh;
    this.from = from;
    this.handler = handler;
    this.end = end;
  }

  @Override
  public void onMessage(long nowNanos, InFlow flow, byte[] message) {
    try {
      if (message.length == 0) {
        throw new MalformedException("empty message");
      }
      handler.handle(nowNanos, from, flow, message);
    } catch (MalformedException e) {
      mesh.onMalformed(nowNanos, from, e.reason());
    }
  }

  @Override
  public void onComplete(long nowNanos, InFlow flow) {
    end.handle(nowNanos, from, flow);
  }
}
