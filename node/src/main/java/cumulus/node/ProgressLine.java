package cumulus.node;

import cumulus.client.NetConnection;
import cumulus.rtmfp.SessionStatistics;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Shows how publishing or playing goes: on a terminal one line that is written over, and in any
 * case one summary line at the end.
 */
final class ProgressLine {
  private static final long PERIOD_NANOS = 500_000_000L;
  private static final int WIDTH = 100;

  private final String verb;
  private final Meter meter;
  private final NetConnection connection;
  private final boolean isReceiving;
  private final PrintStream out;
  private final boolean isTerminal;
  private final long startNanos;
  private CompletableFuture<Optional<SessionStatistics>> asked;
  private Optional<SessionStatistics> figures = Optional.empty();
  private long shownNanos;
  private long shownBytes;

  ProgressLine(
      String verb,
      Meter meter,
      NetConnection connection,
      boolean isReceiving,
      PrintStream out,
      boolean isTerminal,
      long nowNanos) {
    this.verb = verb;
    this.meter = meter;
    this.connection = connection;
    this.isReceiving = isReceiving;
    this.out = out;
    this.isTerminal = isTerminal;
    this.startNanos = nowNanos;
    this.shownNanos = nowNanos;
    this.asked = connection.statistics();
  }

  /** Call often; shows something twice a second, on a terminal only. */
  void tick(long nowNanos) {
    if (nowNanos - shownNanos < PERIOD_NANOS) {
      return;
    }
    refresh();
    if (isTerminal) {
      double seconds = (nowNanos - shownNanos) / 1e9;
      String line =
          String.format(
              Locale.ROOT,
              "%s %s  video %d  audio %d  %.0f kbit/s%s",
              verb,
              clock(meter.mediaMillis()),
              meter.videoFrames(),
              meter.audioFrames(),
              (meter.bytes() - shownBytes) * 8 / seconds / 1000,
              network());
      out.print("\r" + pad(line));
      out.flush();
    }
    shownNanos = nowNanos;
    shownBytes = meter.bytes();
  }

  /** Shows a line of text, on a terminal only; the next tick writes over it. */
  void show(String text) {
    if (isTerminal) {
      out.print("\r" + pad(text));
      out.flush();
    }
  }

  /** The one line that is left at the end. */
  void finish(long nowNanos, String done) {
    refresh();
    double seconds = Math.max((nowNanos - startNanos) / 1e9, 1e-3);
    if (isTerminal) {
      out.print("\r" + pad("") + "\r");
    }
    out.println(
        String.format(
            Locale.ROOT,
            "%s: %s of media in %.1f s, %d video and %d audio frames, %.0f kbit/s%s",
            done,
            clock(meter.mediaMillis()),
            seconds,
            meter.videoFrames(),
            meter.audioFrames(),
            meter.bytes() * 8 / seconds / 1000,
            network()));
  }

  private void refresh() {
    if (asked.isDone()) {
      if (!asked.isCompletedExceptionally()) {
        figures = asked.join().or(() -> figures);
      }
      asked = connection.statistics();
    }
  }

  private String network() {
    return figures
        .map(
            f ->
                String.format(
                    Locale.ROOT,
                    "  round trip %.1f ms  loss %.1f %%",
                    f.smoothedRoundTripNanos() / 1e6,
                    100 * (isReceiving ? missed(f) : lost(f))))
        .orElse("");
  }

  /** Share of what we sent that had to be sent again. */
  private static double lost(SessionStatistics figures) {
    return (double) figures.fragmentsLost() / Math.max(1, figures.fragmentsSent());
  }

  /** Share of what was sent to us that never came. */
  private static double missed(SessionStatistics figures) {
    long missed = figures.fragmentsMissed();
    return (double) missed / Math.max(1, missed + figures.packetsReceived());
  }

  private static String clock(long millis) {
    long seconds = millis / 1000;
    return String.format(
        Locale.ROOT, "%d:%02d.%d", seconds / 60, seconds % 60, millis % 1000 / 100);
  }

  private static String pad(String line) {
    return line.length() >= WIDTH
        ? line.substring(0, WIDTH)
        : line + " ".repeat(WIDTH - line.length());
  }
}
