package cumulus.benchmarks;

import cumulus.rtmfp.Payload;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** One message of 2 KB for each of many sessions, without sockets. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FanOutBenchmark {
  private static final int PLAYERS = 100;

  private final Crowd crowd = new Crowd(PLAYERS);

  /** The server's side and the players': two packets made and read, one acknowledgement. */
  @Benchmark
  @OperationsPerInvocation(PLAYERS)
  public long sendReceiveAcknowledge() {
    crowd.write(Payload.wrap(new byte[2048]));
    crowd.exchange();
    return crowd.received();
  }
}
