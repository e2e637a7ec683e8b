package cumulus.rtmfp.congestion;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.rtmfp.Params;
import cumulus.testkit.Seeds;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class CongestionTest {
  /** The pseudo-code of RFC 7016 appendix A, word by word, with our segment size. */
  private static final class AppendixA {
    private static final long SMSS = Params.SEGMENT;
    private static final long CWND_INIT = 3 * SMSS;

    long cwnd = CWND_INIT;
    long ssthresh = Long.MAX_VALUE;
    long acc;

    void timeout(boolean loss) {
      ssthresh = Math.max(ssthresh, cwnd * 3 / 4);
      acc = 0;
      cwnd = loss ? SMSS : CWND_INIT;
    }

    void acks(long pre, long acked, boolean loss, boolean nak, boolean tcSent, boolean fastgrow) {
      if (loss) {
        if (tcSent || pre > 67200 && fastgrow) {
          ssthresh = Math.max(pre * 7 / 8, CWND_INIT);
        } else {
          ssthresh = Math.max(pre / 2, CWND_INIT);
        }
        cwnd = ssthresh;
        acc = 0;
        return;
      }
      if (nak || pre < cwnd) {
        return;
      }
      long increase = 0;
      if (fastgrow) {
        if (cwnd < ssthresh) {
          increase = acked;
        } else {
          acc += acked;
          long threshold = Math.min(Math.max(cwnd / 16, 64), 4800);
          while (acc >= threshold) {
            acc -= threshold;
            increase += 48;
          }
        }
      } else if (cwnd < ssthresh && tcSent) {
        increase = (acked + 3) / 4;
      } else {
        acc += acked;
        long threshold = Math.min(Math.max(cwnd / 16, 64), tcSent ? 2400 : 4800);
        while (acc >= threshold) {
          acc -= threshold;
          increase += 24;
        }
      }
      cwnd = Math.max(cwnd + Math.min(increase, SMSS), CWND_INIT);
    }
  }

  @Seeds(50)
  void transportCheck25_windowFollowsAppendixAOverAnyScript(long seed) {
    var random = new SplittableRandom(seed);
    var expected = new AppendixA();
    var congestion = new Congestion();
    boolean tcSent = false;
    boolean fastGrow = true;
    for (int i = 0; i < 2000; i++) {
      if (random.nextInt(50) == 0) {
        tcSent = random.nextBoolean();
        fastGrow = random.nextBoolean();
      }
      int event = random.nextInt(400);
      if (event == 0) {
        boolean loss = random.nextBoolean();
        expected.timeout(loss);
        congestion.onTimeout(loss);
      } else {
        long before = congestion.window() + random.nextInt(-3000, 3000);
        long acked = random.nextInt(5) == 0 ? random.nextInt(60_000) : random.nextInt(3000);
        boolean loss = event < 4;
        boolean nak = loss || event < 40;
        expected.acks(Math.max(0, before), acked, loss, nak, tcSent, fastGrow);
        congestion.onAcks(Math.max(0, before), acked, loss, nak, tcSent, fastGrow);
      }
      assertThat(congestion.window()).as("window after step %s", i).isEqualTo(expected.cwnd);
      assertThat(congestion.threshold()).isEqualTo(expected.ssthresh);
    }
  }

  @Test
  void transportCheck25_slowStartDoublesTheWindowEachRoundTrip() {
    var congestion = new Congestion();
    long window = congestion.window();
    for (long acked = 0; acked < window; acked += Params.SEGMENT) {
      congestion.onAcks(
          Math.max(window, congestion.window()), Params.SEGMENT, false, false, false, true);
    }

    assertThat(congestion.window()).isEqualTo(2 * window);
  }

  @Test
  void transportCheck25_withoutFastGrowthNoMoreThanHalfAPercentOr384BytesARoundTrip() {
    var congestion = new Congestion();
    for (int i = 0; i < 2000; i++) {
      congestion.onAcks(1 << 30, Params.SEGMENT, false, false, false, true);
    }
    long large = congestion.window();
    roundTrip(congestion);
    assertThat(congestion.window() - large).isBetween(1L, large / 200 + 24);

    var fresh = new Congestion();
    long small = fresh.window();
    roundTrip(fresh);
    assertThat(fresh.window() - small).isBetween(1L, 384L + 24);
  }

  private static void roundTrip(Congestion congestion) {
    long window = congestion.window();
    for (long acked = 0; acked < window; acked += Params.SEGMENT) {
      congestion.onAcks(congestion.window(), Params.SEGMENT, false, false, false, false);
    }
  }

  @Test
  void windowThatWasNotFullDoesNotGrow() {
    var congestion = new Congestion();
    congestion.onAcks(congestion.window() - 1, 1000, false, false, false, true);

    assertThat(congestion.window()).isEqualTo(Params.CWND_INIT);
  }

  @Test
  void idlingGivesTheFirstWindowBackAndALossOneSegment() {
    var congestion = new Congestion();
    for (int i = 0; i < 10; i++) {
      congestion.onAcks(1 << 20, Params.SEGMENT, false, false, false, true);
    }
    congestion.onTimeout(false);
    assertThat(congestion.window()).isEqualTo(Params.CWND_INIT);
    congestion.onTimeout(true);
    assertThat(congestion.window()).isEqualTo(Params.CWND_TIMEDOUT);
  }
}
