package cumulus.links;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Passes notices on; of each kind that others can cause at will only {@link LinkLimits#NOTICES} in
 * a period. The first that is left out is announced, and the rest counted.
 */
final class NoticeLimiter implements Consumer<LinkNotice> {
  static final Duration PERIOD = Duration.ofSeconds(10);

  private final Consumer<LinkNotice> target;
  private final LongSupplier clockNanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Class<? extends LinkNotice>, Window> windows = new HashMap<>();

  private static final class Window {
    private long startNanos;
    private int told;
    private long leftOut;
  }

  NoticeLimiter(Consumer<LinkNotice> target, LongSupplier clockNanos) {
    this.target = target;
    this.clockNanos = clockNanos;
  }

  @Override
  public void accept(LinkNotice notice) {
    if (!isLimited(notice)) {
      target.accept(notice);
      return;
    }
    lock.lock();
    try {
      limited(notice);
    } finally {
      lock.unlock();
    }
  }

  private void limited(LinkNotice notice) {
    long nowNanos = clockNanos.getAsLong();
    String kind = notice.getClass().getSimpleName();
    Window window = windows.computeIfAbsent(notice.getClass(), _ -> new Window());
    if (window.told == 0 || nowNanos - window.startNanos >= PERIOD.toNanos()) {
      if (window.leftOut > 0) {
        target.accept(new LinkNotice.Suppressed(kind, window.leftOut));
      }
      window.startNanos = nowNanos;
      window.told = 0;
      window.leftOut = 0;
    }
    if (window.told < LinkLimits.NOTICES) {
      window.told++;
      target.accept(notice);
    } else if (window.leftOut++ == 0) {
      target.accept(new LinkNotice.Suppressed(kind, 0));
    }
  }

  private static boolean isLimited(LinkNotice notice) {
    return switch (notice) {
      case LinkNotice.Refused _,
          LinkNotice.AcceptFailed _,
          LinkNotice.Damaged _,
          LinkNotice.NotSent _,
          LinkNotice.Altered _,
          LinkNotice.NoFunction _,
          LinkNotice.OwnFailure _ ->
          true;
      case LinkNotice.Listening _,
          LinkNotice.Joining _,
          LinkNotice.Unreachable _,
          LinkNotice.JoinFailed _,
          LinkNotice.Linked _,
          LinkNotice.Unlinked _,
          LinkNotice.Suppressed _ ->
          false;
    };
  }
}
