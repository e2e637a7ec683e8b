package cumulus.node;

import cumulus.links.Servers;
import cumulus.server.Control;
import cumulus.server.ToControl;
import cumulus.transport.Actor;

/** Runs what lives on the application thread: the deciding half of the domain, linked servers. */
final class ControlActor implements Actor<ToControl> {
  private final Control control;
  private final Servers servers;
  private boolean isOver;

  ControlActor(Control control, Servers servers) {
    this.control = control;
    this.servers = servers;
  }

  @Override
  public void start(long nowNanos) {
    control.start(nowNanos);
  }

  @Override
  public void stop(long nowNanos) {
    isOver = true;
    control.stop(nowNanos);
  }

  @Override
  public void handle(long nowNanos, ToControl command) {
    control.handle(nowNanos, command);
  }

  @Override
  public void advance(long nowNanos) {
    control.advance(nowNanos);
    if (!isOver) {
      servers.advance(nowNanos);
    }
  }

  @Override
  public long untilDueNanos(long nowNanos) {
    return servers.isDue() && !isOver ? 0 : control.untilDueNanos(nowNanos);
  }
}
