package cumulus.node;

import cumulus.server.Control;
import cumulus.server.ToControl;
import cumulus.transport.Actor;

/** Runs the deciding half of the domain on the application thread. */
final class ControlActor implements Actor<ToControl> {
  private final Control control;

  ControlActor(Control control) {
    this.control = control;
  }

  @Override
  public void start(long nowNanos) {
    control.start(nowNanos);
  }

  @Override
  public void stop(long nowNanos) {
    control.stop(nowNanos);
  }

  @Override
  public void handle(long nowNanos, ToControl command) {
    control.handle(nowNanos, command);
  }

  @Override
  public void advance(long nowNanos) {
    control.advance(nowNanos);
  }

  @Override
  public long untilDueNanos(long nowNanos) {
    return control.untilDueNanos(nowNanos);
  }
}
