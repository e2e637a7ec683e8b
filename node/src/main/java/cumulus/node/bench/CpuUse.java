package cumulus.node.bench;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * CPU time that a measurement took.
 *
 * @param serverMicros of the server for each unit of work, if its process is known
 * @param serverCores that the server used
 * @param loadCores that this program used
 */
public record CpuUse(OptionalDouble serverMicros, OptionalDouble serverCores, double loadCores) {
  /** Beyond it a load on one core waits for itself. */
  public static final double MAX_LOAD_CORES = 0.9;

  /** True when the figures are those of this program, not those of the server. */
  public boolean isVoid() {
    return loadCores > MAX_LOAD_CORES;
  }

  /** A measurement under way. */
  static final class Span {
    private final CpuMeter own = CpuMeter.own();
    private final Optional<CpuMeter> server;
    private final Optional<Long> serverBefore;
    private final long ownBefore;
    private final long beginNanos;

    Span(Optional<CpuMeter> server) {
      this.server = server;
      this.serverBefore = server.map(CpuMeter::nanos);
      this.ownBefore = own.nanos();
      this.beginNanos = System.nanoTime();
    }

    double seconds() {
      return (System.nanoTime() - beginNanos) / 1e9;
    }

    /** Up to now, for so many units of work. */
    CpuUse over(long units) {
      double nanos = System.nanoTime() - beginNanos;
      Optional<Long> used = server.flatMap(s -> serverBefore.map(before -> s.nanos() - before));
      return new CpuUse(
          used.isPresent() && units > 0
              ? OptionalDouble.of(used.get() / 1e3 / units)
              : OptionalDouble.empty(),
          used.isPresent() ? OptionalDouble.of(used.get() / nanos) : OptionalDouble.empty(),
          (own.nanos() - ownBefore) / nanos);
    }
  }
}
