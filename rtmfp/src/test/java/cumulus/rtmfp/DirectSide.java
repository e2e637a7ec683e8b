package cumulus.rtmfp;

import cumulus.rtmfp.trace.CloseCause;
import cumulus.rtmfp.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * An endpoint that hands its datagrams to another without a network between, for measurements of
 * memory; it counts what is delivered to it.
 */
final class DirectSide implements EndpointListener, SessionListener, RecvFlowListener {
  final Endpoint endpoint;
  final List<Session> sessions = new ArrayList<>();
  long messages;
  long bytes;
  private final Transmit group = new Transmit();
  private long nowNanos;

  DirectSide(EndpointSettings.Role role, Credentials credentials) {
    endpoint =
        new Endpoint(
            new EndpointSettings(role, credentials, Limits.DEFAULT),
            new SplittableRandom(2),
            Trace.NONE,
            this);
  }

  /** Sends what is due; {@code address} is where it seems to come from. */
  void pump(long now, Address address, DirectSide to) {
    nowNanos = now;
    to.nowNanos = now;
    endpoint.advance(now);
    while (endpoint.poll(now, group)) {
      for (int at = 0; at < group.length(); at += group.segmentLength()) {
        int length = Math.min(group.segmentLength(), group.length() - at);
        to.endpoint.receive(now, address, group.bytes(), at, length);
      }
    }
  }

  @Override
  public void onKeyAgreement(KeyJob job) {
    job.run();
    endpoint.complete(nowNanos, job);
  }

  @Override
  public SessionListener onSession(Session accepted) {
    sessions.add(accepted);
    return this;
  }

  @Override
  public void onOpen(Session opened) {
    sessions.add(opened);
  }

  @Override
  public RecvFlowListener onFlow(Session from, RecvFlow flow) {
    return this;
  }

  @Override
  public void onMessage(RecvFlow flow, Payload message) {
    messages++;
    bytes += message.length();
  }

  @Override
  public void onClose(Session closed, CloseCause cause) {
    throw new AssertionError("closed: " + cause);
  }
}
