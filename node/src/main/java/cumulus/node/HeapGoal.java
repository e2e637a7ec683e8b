package cumulus.node;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.VMOption;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps the heap near to what is used of it. Not a limit.
 *
 * <p>Left alone, ZGC lets garbage fill a quarter of the machine's memory before it collects: it is
 * asked not to. The launcher cannot do it, because the JVM does not start with a goal above a small
 * machine's limit. G1 gives back what a rush of clients made it take only at the end of a
 * concurrent collection, and a server that does little needs none: it is asked for one when that
 * pays.
 */
final class HeapGoal {
  private static final String SOFT_LIMIT = "SoftMaxHeapSize";
  private static final long SOFT_LIMIT_BYTES = 256L << 20;
  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final Set<VMOption.Origin> CHOSEN_BY_JVM =
      Set.of(VMOption.Origin.DEFAULT, VMOption.Origin.ERGONOMIC);

  private HeapGoal() {}

  /** Does what suits the collector, for as long as the process lives. */
  static void keep() {
    Optional.ofNullable(ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class))
        .ifPresent(HeapGoal::keep);
  }

  private static void keep(HotSpotDiagnosticMXBean jvm) {
    if (isOn(jvm, "UseZGC")) {
      limit(jvm);
    } else if (isOn(jvm, "UseG1GC") && isOn(jvm, "ExplicitGCInvokesConcurrent")) {
      Thread.ofPlatform().daemon().name("memory").start(HeapGoal::watch);
    }
  }

  /** Sets the goal of ZGC, unless the operator has set one or the limit is below it. */
  static void limit(HotSpotDiagnosticMXBean jvm) {
    if (Runtime.getRuntime().maxMemory() > SOFT_LIMIT_BYTES
        && CHOSEN_BY_JVM.contains(jvm.getVMOption(SOFT_LIMIT).getOrigin())) {
      jvm.setVMOption(SOFT_LIMIT, String.valueOf(SOFT_LIMIT_BYTES));
    }
  }

  private static void watch() {
    var slack = new HeapSlack();
    var runtime = Runtime.getRuntime();
    try {
      while (true) {
        Thread.sleep(LOOK);
        long committed = runtime.totalMemory();
        if (slack.isWorthCollecting(committed - runtime.freeMemory(), committed)) {
          System.gc();
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean isOn(HotSpotDiagnosticMXBean jvm, String option) {
    return Boolean.parseBoolean(jvm.getVMOption(option).getValue());
  }
}
