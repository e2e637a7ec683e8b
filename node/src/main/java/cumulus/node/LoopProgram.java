package cumulus.node;

import cumulus.rtmfp.Endpoint;
import cumulus.server.ServerLoop;
import cumulus.server.ToLoop;
import cumulus.transport.Program;

/** Runs an endpoint and the half of the domain that belongs to it on a transport loop. */
final class LoopProgram implements Program<ToLoop> {
  private final Endpoint endpoint;
  private final ServerLoop domain;

  LoopProgram(Endpoint endpoint, ServerLoop domain) {
    this.endpoint = endpoint;
    this.domain = domain;
  }

  @Override
  public Endpoint endpoint() {
    return endpoint;
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
}
