package cumulus.node.bench;

import cumulus.client.ConnectOptions;
import cumulus.client.RtmfpUrl;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Clients that connect and then do nothing: what does the server need to hold them? */
public final class Idle extends Load<IdleResult> {
  private static final int CONNECTING = 16;

  private final IdlePlan plan;
  private final List<LoadClient> connecting = new ArrayList<>();
  private int connected;
  private int failed;

  /**
   * Resolves the server's name.
   *
   * @param isStopped asked often: true ends it early
   */
  public Idle(IdlePlan plan, RtmfpUrl url, ConnectOptions options, BooleanSupplier isStopped)
      throws IOException {
    super(url, options, isStopped);
    this.plan = plan;
  }

  /** Lets them come, and stay for the time of the plan. */
  @Override
  public void run(Consumer<IdleResult> onResult) throws IOException {
    OptionalLong before = plan.memory().bytes();
    for (int begun = 0; begun < plan.clients() || !connecting.isEmpty(); ) {
      while (begun < plan.clients() && connecting.size() < CONNECTING) {
        connecting.add(loop.open());
        begun++;
      }
      loop.turn(System.nanoTime() + SECOND_NANOS / 10);
      connecting.removeIf(this::isDone);
      if (isStopped.getAsBoolean()) {
        break;
      }
    }
    runFor(plan.seconds());
    var span = new CpuUse.Span(Optional.of(plan.server()));
    runFor(plan.seconds());
    onResult.accept(
        new IdleResult(
            connected, failed, before, plan.memory().bytes(), span.over(plan.seconds())));
  }

  private boolean isDone(LoadClient client) {
    if (client.connection().isConnected()) {
      connected++;
      return true;
    }
    if (client.isGone()) {
      failed++;
      return true;
    }
    return false;
  }
}
