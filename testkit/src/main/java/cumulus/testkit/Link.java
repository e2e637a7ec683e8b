package cumulus.testkit;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The state of one direction between two hosts. Owns its random numbers, so that traffic on one
 * link does not change what happens on another.
 */
final class Link {
  private static final double NANOS_PER_SECOND = 1e9;

  /** Names the link in the history; given by age, since addresses may hash differently each run. */
  final int number;

  final Tally tally = new Tally();
  private final SplittableRandom random;
  private @Nullable LinkModel override;
  private boolean bad;
  private boolean cut;
  private long cutUntilNanos;
  private boolean cutForGood;
  private long queueFreeNanos;
  private long lastArrivalNanos;

  Link(int number, SplittableRandom random, long nowNanos) {
    this.number = number;
    this.random = random;
    this.queueFreeNanos = nowNanos;
    this.lastArrivalNanos = nowNanos;
  }

  void override(LinkModel model) {
    override = model;
  }

  LinkModel modelOr(LinkModel network) {
    return override == null ? network : override;
  }

  void cutUntil(long nanos) {
    cut = true;
    cutForGood = false;
    cutUntilNanos = nanos;
  }

  void cut() {
    cut = true;
    cutForGood = true;
  }

  void heal() {
    cut = false;
  }

  private boolean isCut(long nowNanos) {
    return cut && (cutForGood || nowNanos - cutUntilNanos < 0);
  }

  /** Takes a datagram in; {@link Fate#DELIVERED} means that it will arrive. */
  Fate enter(long nowNanos, int bytes, LinkModel model) {
    if (isCut(nowNanos)) {
      return Fate.CUT;
    }
    if (bytes > model.mtuBytes()) {
      return Fate.TOO_LONG;
    }
    if (queueFreeNanos - nowNanos < 0) {
      queueFreeNanos = nowNanos;
    }
    if (model.bytesPerSecond() != Long.MAX_VALUE) {
      double nanosPerByte = NANOS_PER_SECOND / model.bytesPerSecond();
      if ((queueFreeNanos - nowNanos) / nanosPerByte + bytes > model.queueBytes()) {
        return Fate.QUEUE_FULL;
      }
      queueFreeNanos += Math.round(bytes * nanosPerByte);
    }
    if (happens(model.loss())) {
      return Fate.LOST;
    }
    bad = bad ? !happens(model.burstEnd()) : happens(model.burstBegin());
    return bad && happens(model.burstLoss()) ? Fate.LOST_IN_BURST : Fate.DELIVERED;
  }

  /** When a datagram that entered just now arrives; another call gives the arrival of a copy. */
  long arrivalNanos(LinkModel model) {
    long atNanos = queueFreeNanos + model.delayNanos() + upTo(model.jitterNanos());
    if (happens(model.reorder())) {
      return atNanos + upTo(model.reorderNanos());
    }
    if (atNanos - lastArrivalNanos < 0) {
      atNanos = lastArrivalNanos;
    }
    lastArrivalNanos = atNanos;
    return atNanos;
  }

  boolean isDuplicated(LinkModel model) {
    return happens(model.duplicate());
  }

  private boolean happens(double probability) {
    return probability > 0 && random.nextDouble() < probability;
  }

  private long upTo(long nanos) {
    return nanos == 0 ? 0 : random.nextLong(nanos + 1);
  }
}
