package cumulus.node.admin;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.rtmfp.Address;
import cumulus.rtmfp.Session;
import cumulus.rtmfp.trace.DropReason;
import cumulus.testkit.AllocationProbe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LoopTraceTest {
  private static final int DROPS = 200_000;

  private static Tracing tracing() {
    return new Tracing(
        Path.of("trace.0"),
        () -> {
          throw new IOException("nobody writes here");
        },
        new HexLog(HexLog.Scope.NOTHING));
  }

  @Test
  void dropsAreCountedByTheirLoopAndReadByOthersMeanwhile() throws InterruptedException {
    try (var tracing = tracing()) {
      var told = new AtomicLong();
      var threads = new ArrayList<Thread>();
      for (int i = 0; i < 2; i++) {
        LoopTrace loop = tracing.newLoop(_ -> told.incrementAndGet());
        threads.add(
            Thread.ofPlatform()
                .start(
                    () -> {
                      for (int n = 0; n < DROPS; n++) {
                        loop.drop(n % 2 == 0 ? DropReason.COOKIE : DropReason.CHECKSUM);
                      }
                    }));
      }
      long last = 0;
      while (threads.stream().anyMatch(Thread::isAlive)) {
        long now = tracing.drops(DropReason.COOKIE);
        assertThat(now).isGreaterThanOrEqualTo(last);
        last = now;
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(tracing.drops(DropReason.COOKIE)).isEqualTo(DROPS);
      assertThat(tracing.drops(DropReason.CHECKSUM)).isEqualTo(DROPS);
      assertThat(tracing.drops(DropReason.GLARE)).isZero();
      assertThat(told).hasValue(2L * DROPS);
    }
  }

  @Test
  void whereNothingIsTracedNothingIsAllocated() {
    try (var tracing = tracing()) {
      LoopTrace loop = tracing.newLoop(_ -> {});
      var session = new FakeSession(1, new byte[32], Address.ipv4(1, 2));
      double bytes =
          new AllocationProbe()
              .perIteration(
                  20_000,
                  20_000,
                  _ -> {
                    loop.drop(DropReason.UNKNOWN_SESSION);
                    assertThatNothingIsWanted(loop, session.session);
                  });
      assertThat(bytes).isLessThan(1);
    }
  }

  private static void assertThatNothingIsWanted(LoopTrace loop, Session session) {
    if (loop.wants(session) || loop.wantsHandshakes()) {
      throw new AssertionError("nothing is traced");
    }
  }

  @Test
  void packetsThatNobodyWantsAnyMoreSwitchThemselvesOff() {
    try (var tracing = tracing()) {
      LoopTrace loop = tracing.newLoop(_ -> {});
      var session = new FakeSession(1, new byte[32], Address.ipv4(1, 2));
      session.isPacketTraced = true;
      loop.packet(0, session.session, true, Address.ipv4(1, 2), new byte[10], 0, 10);
      assertThat(session.isPacketTraced).isFalse();
    }
  }
}
