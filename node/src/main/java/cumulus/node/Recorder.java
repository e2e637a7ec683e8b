package cumulus.node;

import cumulus.client.NetStatus;
import cumulus.client.StreamListener;
import cumulus.flash.flv.FlvTag;
import cumulus.flash.message.DataMessage;
import cumulus.flash.message.MessageType;
import cumulus.flash.message.StatusCode;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Hands what a stream delivers from the connection's thread to the one that writes the file,
 * through a bounded queue: a slow disk costs tags, never the connection.
 */
final class Recorder implements StreamListener {
  private static final int MAX_WAITING_TAGS = 1 << 14;
  private static final FlvTag END = new FlvTag(MessageType.DATA, 0, new byte[0]);

  private final LinkedBlockingQueue<FlvTag> queue = new LinkedBlockingQueue<>(MAX_WAITING_TAGS);
  private final AtomicLong dropped = new AtomicLong();
  private volatile boolean isEnded;
  private volatile boolean isUnpublished;
  private long mediaMillis;

  /** The next tag; empty if none came in time or all of them were taken after the end. */
  Optional<FlvTag> next(long millis) throws InterruptedException {
    FlvTag tag = queue.poll(millis, TimeUnit.MILLISECONDS);
    return tag == null || tag == END ? Optional.empty() : Optional.of(tag);
  }

  /** True when the stream has ended and its last tag was taken. */
  boolean isOver() {
    return isEnded && queue.isEmpty();
  }

  /** True if it was the publisher who ended it; the tail of its media may still be under way. */
  boolean isUnpublished() {
    return isUnpublished;
  }

  /** Tags lost because they were not taken in time. */
  long dropped() {
    return dropped.get();
  }

  @Override
  public void onStatus(NetStatus status) {
    if (status.code().equals(StatusCode.PLAY_UNPUBLISH_NOTIFY)
        || status.code().equals(StatusCode.PLAY_STOP)) {
      isUnpublished = true;
    } else if (isUnpublished && status.code().equals(StatusCode.PLAY_PUBLISH_NOTIFY)) {
      // Another publication: not what was asked for.
      end();
    }
  }

  @Override
  public void onAudio(long timestampMillis, byte[] bytes, int offset, int length) {
    media(MessageType.AUDIO, timestampMillis, bytes, offset, length);
  }

  @Override
  public void onVideo(long timestampMillis, byte[] bytes, int offset, int length) {
    media(MessageType.VIDEO, timestampMillis, bytes, offset, length);
  }

  @Override
  public void onData(long timestampMillis, DataMessage data) {
    // It is for Flash Player alone, and not part of the program.
    if (!data.handler().equals("|RtmpSampleAccess")) {
      media(MessageType.DATA, mediaMillis, data.bytes(), data.amfOffset(), data.amfLength());
    }
  }

  @Override
  public void onClose() {
    end();
  }

  private void media(int type, long timestampMillis, byte[] bytes, int offset, int length) {
    mediaMillis = Math.max(mediaMillis, timestampMillis);
    byte[] body = Arrays.copyOfRange(bytes, offset, offset + length);
    if (isEnded || !queue.offer(new FlvTag(type, timestampMillis, body))) {
      dropped.incrementAndGet();
    }
  }

  private void end() {
    isEnded = true;
    // Wakes the taker; when the queue is full it is awake.
    var _ = queue.offer(END);
  }
}
