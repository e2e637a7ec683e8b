package cumulus.node;

import cumulus.flash.message.MessageType;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what is published or played. Written by one thread, read by any. */
final class Meter {
  private final AtomicLong audioFrames = new AtomicLong();
  private final AtomicLong videoFrames = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong mediaMillis = new AtomicLong();

  void count(int type, long timestampMillis, int length) {
    if (type == MessageType.AUDIO) {
      audioFrames.incrementAndGet();
    } else if (type == MessageType.VIDEO) {
      videoFrames.incrementAndGet();
    }
    bytes.addAndGet(length);
    mediaMillis.accumulateAndGet(timestampMillis, Math::max);
  }

  long audioFrames() {
    return audioFrames.get();
  }

  long videoFrames() {
    return videoFrames.get();
  }

  long bytes() {
    return bytes.get();
  }

  /** Largest time-stamp so far. */
  long mediaMillis() {
    return mediaMillis.get();
  }

  boolean isEmpty() {
    return audioFrames.get() + videoFrames.get() == 0;
  }
}
