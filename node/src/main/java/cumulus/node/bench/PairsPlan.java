package cumulus.node.bench;

import java.util.Optional;

/**
 * Pairs of clients that the server introduces, so that one streams to the other past it.
 *
 * @param pairs in all
 * @param perSecond introductions
 * @param bytes of each message
 * @param rate messages a second of each publisher, once all have met
 * @param seconds of streaming
 * @param server whose CPU time is measured too, during the introductions
 */
public record PairsPlan(
    int pairs, int perSecond, int bytes, int rate, int seconds, Optional<CpuMeter> server) {
  private static final int MAX_PAIRS = 10_000;
  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_RATE = 100_000;

  public PairsPlan {
    if (pairs < 1 || pairs > MAX_PAIRS) {
      throw new IllegalArgumentException("pairs must be 1 to " + MAX_PAIRS + ": " + pairs);
    }
    if (perSecond < 1 || perSecond > MAX_RATE) {
      throw new IllegalArgumentException(
          "introductions must be 1 to " + MAX_RATE + ": " + perSecond);
    }
    if (bytes < Stamp.MIN_BYTES || bytes > MAX_BYTES) {
      throw new IllegalArgumentException(
          "bytes must be " + Stamp.MIN_BYTES + " to " + MAX_BYTES + ": " + bytes);
    }
    if (rate < 1 || rate > MAX_RATE) {
      throw new IllegalArgumentException("rate must be 1 to " + MAX_RATE + ": " + rate);
    }
    if (seconds < 1) {
      throw new IllegalArgumentException("seconds must be 1 or more: " + seconds);
    }
  }
}
