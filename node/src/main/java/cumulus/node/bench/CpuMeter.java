package cumulus.node.bench;

import java.time.Duration;
import java.util.Optional;

/** CPU time of a process, user and system, as the operating system counts it (10 ms on Linux). */
public final class CpuMeter {
  private final ProcessHandle process;

  private CpuMeter(ProcessHandle process) {
    this.process = process;
  }

  /** That of a running process; empty if there is none with this id, or it is kept from us. */
  public static Optional<CpuMeter> of(long pid) {
    return ProcessHandle.of(pid)
        .filter(process -> process.info().totalCpuDuration().isPresent())
        .map(CpuMeter::new);
  }

  /** That of this program. */
  static CpuMeter own() {
    return new CpuMeter(ProcessHandle.current());
  }

  /** Used so far, nanoseconds; 0 once the process has ended. */
  long nanos() {
    return process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
  }
}
