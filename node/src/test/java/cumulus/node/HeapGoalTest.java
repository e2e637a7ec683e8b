package cumulus.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.VMOption;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class HeapGoalTest {
  private static final long GOAL_BYTES = 256L << 20;

  @Test
  void zgcIsAskedToKeepTheHeapSmallOnce() {
    assumeTrue(
        Runtime.getRuntime().maxMemory() > GOAL_BYTES,
        "skipped: this machine gives the JVM no more than the goal");
    HeapGoal.limit(jvm());
    assertThat(option().getValue()).isEqualTo(String.valueOf(GOAL_BYTES));
    jvm().setVMOption("SoftMaxHeapSize", String.valueOf(GOAL_BYTES - (1 << 20)));
    HeapGoal.limit(jvm());
    assertThat(option().getValue())
        .as("set by somebody else")
        .isEqualTo(String.valueOf(GOAL_BYTES - (1 << 20)));
  }

  private static VMOption option() {
    return jvm().getVMOption("SoftMaxHeapSize");
  }

  private static HotSpotDiagnosticMXBean jvm() {
    return ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
  }
}
