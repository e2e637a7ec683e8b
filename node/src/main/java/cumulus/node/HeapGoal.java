package cumulus.node;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.VMOption;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.Set;

/**
 * Asks the garbage collector to keep the heap small where that does: left alone, it lets garbage
 * fill a quarter of the machine's memory before it collects. Not a limit; the launcher cannot do
 * it, because the JVM does not start with a goal above a small machine's limit.
 */
final class HeapGoal {
  private static final String OPTION = "SoftMaxHeapSize";
  private static final long BYTES = 256L << 20;
  private static final Set<VMOption.Origin> CHOSEN_BY_JVM =
      Set.of(VMOption.Origin.DEFAULT, VMOption.Origin.ERGONOMIC);

  private HeapGoal() {}

  /** Sets the goal, unless the operator has set one or the limit is below it. */
  static void set() {
    Optional.ofNullable(ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class))
        .filter(_ -> Runtime.getRuntime().maxMemory() > BYTES)
        .filter(jvm -> CHOSEN_BY_JVM.contains(jvm.getVMOption(OPTION).getOrigin()))
        .ifPresent(jvm -> jvm.setVMOption(OPTION, String.valueOf(BYTES)));
  }
}
