package cumulus.testkit;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * What one direction of a path does to datagrams. Immutable: {@link #PERFECT} is the start, each
 * method gives a changed copy. Probabilities are 0 to 1 a datagram.
 *
 * <p>A datagram meets them in this order: black hole, queue of the rate limit, loss, burst loss,
 * delay, reordering, duplication. Delay with jitter keeps the order of datagrams, as the queues of
 * a real path do; only reordering changes it.
 */
public final class LinkModel {
  /** No delay, no loss, no limit. */
  public static final LinkModel PERFECT = new LinkModel();

  private long delayNanos;
  private long jitterNanos;
  private double loss;
  private double burstBegin;
  private double burstEnd = 1;
  private double burstLoss;
  private double duplicate;
  private double reorder;
  private long reorderNanos;
  private long bytesPerSecond = Long.MAX_VALUE;
  private int queueBytes = Integer.MAX_VALUE;
  private int mtuBytes = Integer.MAX_VALUE;

  private LinkModel() {}

  private LinkModel with(Consumer<LinkModel> change) {
    var copy = new LinkModel();
    copy.delayNanos = delayNanos;
    copy.jitterNanos = jitterNanos;
    copy.loss = loss;
    copy.burstBegin = burstBegin;
    copy.burstEnd = burstEnd;
    copy.burstLoss = burstLoss;
    copy.duplicate = duplicate;
    copy.reorder = reorder;
    copy.reorderNanos = reorderNanos;
    copy.bytesPerSecond = bytesPerSecond;
    copy.queueBytes = queueBytes;
    copy.mtuBytes = mtuBytes;
    change.accept(copy);
    return copy;
  }

  /** The shortest way from end to end. */
  public LinkModel delay(Duration delay) {
    return with(copy -> copy.delayNanos = notNegative(delay.toNanos()));
  }

  /** A datagram takes up to this much longer, evenly spread. */
  public LinkModel jitter(Duration jitter) {
    return with(copy -> copy.jitterNanos = notNegative(jitter.toNanos()));
  }

  /** The probability of being lost, each datagram for itself. */
  public LinkModel loss(double probability) {
    return with(copy -> copy.loss = probability(probability));
  }

  /**
   * Loss in bursts, after Gilbert and Elliott: the link is good, and loses nothing by this, or bad.
   * It may change its state before each datagram.
   *
   * @param begin the probability of turning bad when good
   * @param end the probability of turning good when bad; bursts last 1/end datagrams in the mean
   * @param lossWhileBad the probability of losing a datagram while bad
   */
  public LinkModel burst(double begin, double end, double lossWhileBad) {
    return with(
        copy -> {
          copy.burstBegin = probability(begin);
          copy.burstEnd = probability(end);
          copy.burstLoss = probability(lossWhileBad);
        });
  }

  /** The probability of arriving twice. */
  public LinkModel duplicate(double probability) {
    return with(copy -> copy.duplicate = probability(probability));
  }

  /** The probability of being held back, for some time up to a span: later datagrams overtake. */
  public LinkModel reorder(double probability, Duration atMost) {
    return with(
        copy -> {
          copy.reorder = probability(probability);
          copy.reorderNanos = notNegative(atMost.toNanos());
        });
  }

  /**
   * A rate limit, counted in bytes of datagrams without their headers.
   *
   * @param limit bytes a second, 1 or more
   * @param queue bytes that may wait or be on their way out; what does not fit is lost
   */
  public LinkModel rate(long limit, int queue) {
    return with(
        copy -> {
          copy.bytesPerSecond = Math.max(1, notNegative(limit));
          copy.queueBytes = (int) notNegative(queue);
        });
  }

  /** Datagrams longer than this vanish without a word, as behind a router that hides its MTU. */
  public LinkModel blackHoleAbove(int bytes) {
    return with(copy -> copy.mtuBytes = (int) notNegative(bytes));
  }

  long delayNanos() {
    return delayNanos;
  }

  long jitterNanos() {
    return jitterNanos;
  }

  double loss() {
    return loss;
  }

  double burstBegin() {
    return burstBegin;
  }

  double burstEnd() {
    return burstEnd;
  }

  double burstLoss() {
    return burstLoss;
  }

  double duplicate() {
    return duplicate;
  }

  double reorder() {
    return reorder;
  }

  long reorderNanos() {
    return reorderNanos;
  }

  /** {@link Long#MAX_VALUE} for no limit. */
  long bytesPerSecond() {
    return bytesPerSecond;
  }

  int queueBytes() {
    return queueBytes;
  }

  int mtuBytes() {
    return mtuBytes;
  }

  private static double probability(double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException("a probability is 0 to 1, not " + value);
    }
    return value;
  }

  private static long notNegative(long value) {
    if (value < 0) {
      throw new IllegalArgumentException("no part of a link is negative: " + value);
    }
    return value;
  }
}
