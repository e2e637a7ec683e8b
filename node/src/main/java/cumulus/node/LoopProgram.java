package cumulus.node;

import cumulus.rtmfp.Address;
import cumulus.rtmfp.Endpoint;
import cumulus.server.ServerLoop;
import cumulus.server.Steering;
import cumulus.server.ToLoop;
import cumulus.transport.Program;
import java.util.OptionalLong;

/** Runs an endpoint and the half of the domain that belongs to it on a transport loop. */
final class LoopProgram implements Program<ToLoop> {
  /** Time for the last close requests to be answered, and sent again once. */
  private static final long GRACE_NANOS = 400_000_000L;

  private final Endpoint endpoint;
  private final ServerLoop domain;
  private final Steering steering;
  private OptionalLong emptySinceNanos = OptionalLong.empty();

  LoopProgram(Endpoint endpoint, ServerLoop domain, Steering steering) {
    this.endpoint = endpoint;
    this.domain = domain;
    this.steering = steering;
  }

  @Override
  public Endpoint endpoint() {
    return endpoint;
  }

  @Override
  public void receive(long nowNanos, Address from, byte[] bytes, int offset, int length) {
    if (!steering.passOn(from, bytes, offset, length)) {
      endpoint.receive(nowNanos, from, bytes, offset, length);
    }
  }

  @Override
  public void handle(long nowNanos, ToLoop command) {
    domain.handle(nowNanos, command);
  }

  @Override
  public void advance(long nowNanos) {
    domain.advance(nowNanos);
  }

  @Override
  public long untilDueNanos(long nowNanos) {
    return domain.untilDueNanos(nowNanos);
  }

  @Override
  public void stop(long nowNanos) {
    domain.stop();
  }

  /**
   * Sessions of clients that have left linger on, to answer what was sent twice; nobody waits for
   * them.
   */
  @Override
  public boolean isStopped(long nowNanos) {
    if (domain.statistics().clients() > 0) {
      emptySinceNanos = OptionalLong.empty();
    } else if (emptySinceNanos.isEmpty()) {
      emptySinceNanos = OptionalLong.of(nowNanos);
    }
    return endpoint.sessionCount() == 0
        || emptySinceNanos.isPresent() && nowNanos - emptySinceNanos.getAsLong() >= GRACE_NANOS;
  }
}
