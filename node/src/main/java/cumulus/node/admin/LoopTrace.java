package cumulus.node.admin;

import cumulus.rtmfp.Address;
import cumulus.rtmfp.Session;
import cumulus.rtmfp.trace.DropReason;
import cumulus.rtmfp.trace.Trace;
import cumulus.rtmfp.trace.TraceEvent;
import cumulus.server.DomainEvent;
import cumulus.server.DomainTrace;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The trace of one loop: counts drops always, and hands on what is asked for. Called by the loop's
 * thread only.
 */
public final class LoopTrace implements Trace, DomainTrace {
  /** About what a record without a message keeps. */
  static final int RECORD_BYTES = 200;

  private final Tracing tracing;
  private final Consumer<DropReason> onDrop;
  private final Drops drops = new Drops();

  LoopTrace(Tracing tracing, Consumer<DropReason> onDrop) {
    this.tracing = tracing;
    this.onDrop = onDrop;
  }

  Drops drops() {
    return drops;
  }

  @Override
  public boolean wants(Session session) {
    return tracing.isNewSessionTraced(session);
  }

  @Override
  public boolean wantsPackets(Session session) {
    return tracing.log().hasPackets();
  }

  @Override
  public boolean wantsHandshakes() {
    return tracing.wantsHandshakes();
  }

  @Override
  public void emit(long nowNanos, Session session, TraceEvent event) {
    add(nowNanos, session.nearId(), Optional.empty(), Optional.empty(), event, 0);
  }

  @Override
  public void handshake(long nowNanos, Address from, TraceEvent event) {
    if (tracing.isHandshakeTraced(from)) {
      add(nowNanos, 0, Optional.empty(), Optional.of(from), event, 0);
    }
  }

  @Override
  public void emit(long client, Session session, DomainEvent event) {
    int bytes =
        switch (event) {
          case DomainEvent.CommandReceived(int _, var message) -> message.length();
          case DomainEvent.MessageSent(int _, var message) -> message.length();
          case DomainEvent.PublishBegan _,
              DomainEvent.PublisherSlowed _,
              DomainEvent.PublishEnded _,
              DomainEvent.PlayBegan _,
              DomainEvent.PlayEnded _,
              DomainEvent.QueueDropped _ ->
              0;
        };
    add(System.nanoTime(), session.nearId(), Optional.of(client), Optional.empty(), event, bytes);
  }

  @Override
  public void drop(DropReason reason) {
    drops.count(reason);
    onDrop.accept(reason);
  }

  @Override
  public void packet(
      long nowNanos, Session session, boolean isSent, Address far, byte[] plain, int from, int to) {
    tracing.log().packet(session.nearId(), isSent, far, plain, from, to);
    byte[] bytes = Arrays.copyOfRange(plain, from, to);
    tracing.packet(session, new PacketDump.Packet(nowNanos, isSent, far, bytes));
  }

  @Override
  public void startupPacket(
      long nowNanos, boolean isSent, Address far, byte[] plain, int from, int to) {
    tracing.log().packet(0, isSent, far, plain, from, to);
  }

  private void add(
      long nowNanos,
      int session,
      Optional<Long> client,
      Optional<Address> address,
      Object event,
      int bytes) {
    tracing.add(new TraceRecord(nowNanos, session, client, address, event), RECORD_BYTES + bytes);
  }
}
