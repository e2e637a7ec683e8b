package cumulus.node;

import cumulus.flash.MalformedException;
import cumulus.flash.flv.FlvReader;
import cumulus.flash.flv.FlvTag;
import cumulus.rtmfp.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Sends an FLV file to a stream at the pace of its time-stamps. */
final class Publisher {
  private static final long MILLI_NANOS = 1_000_000L;
  private static final long MAX_SLEEP_NANOS = 100 * MILLI_NANOS;

  /** Between the last tag of a turn and the first of the next where nothing better is known. */
  private static final long DEFAULT_STEP_MILLIS = 40;

  private final FlvSource source;
  private final StreamSink sink;
  private final Meter meter;
  private final BooleanSupplier isStopped;
  private final Runnable onTick;
  private long startNanos;
  private long offsetMillis;
  private long lastMillis;
  private long stepMillis = DEFAULT_STEP_MILLIS;

  /**
   * A publisher that has not begun.
   *
   * @param isStopped asked often: true ends the publication
   * @param onTick called often, to show progress
   */
  Publisher(
      FlvSource source, StreamSink sink, Meter meter, BooleanSupplier isStopped, Runnable onTick) {
    this.source = source;
    this.sink = sink;
    this.meter = meter;
    this.isStopped = isStopped;
    this.onTick = onTick;
  }

  /**
   * Sends the file once, or again and again with time-stamps that go on.
   *
   * @throws CommandFailure when the file cannot be read; what stands before the damage was sent
   */
  void run(boolean isLooped) throws CommandFailure {
    startNanos = System.nanoTime();
    do {
      long sentBefore = meter.bytes();
      sendOnce();
      if (meter.bytes() == sentBefore) {
        return;
      }
      offsetMillis = lastMillis + stepMillis;
    } while (isLooped && !isStopped.getAsBoolean());
  }

  private void sendOnce() throws CommandFailure {
    try (InputStream in = source.open()) {
      FlvReader reader = source.read(in);
      long firstMillis = -1;
      for (Optional<FlvTag> next = reader.next();
          next.isPresent() && !isStopped.getAsBoolean();
          next = reader.next()) {
        FlvTag tag = next.get();
        if (firstMillis < 0) {
          firstMillis = tag.timestampMillis();
        }
        long millis = offsetMillis + Math.max(0, tag.timestampMillis() - firstMillis);
        waitUntil(startNanos + millis * MILLI_NANOS);
        send(tag, millis);
      }
    } catch (MalformedException e) {
      throw source.damaged(e);
    } catch (IOException e) {
      throw source.unreadable(e);
    }
  }

  private void send(FlvTag tag, long millis) {
    Payload body = Payload.wrap(tag.body());
    if (tag.isAudio()) {
      sink.audio(millis, body);
    } else if (tag.isVideo()) {
      sink.video(millis, body);
    } else {
      sink.data(body);
    }
    meter.count(tag.type(), millis, tag.body().length);
    if (!tag.isData() && millis > lastMillis) {
      stepMillis = millis - lastMillis;
      lastMillis = millis;
    }
  }

  private void waitUntil(long dueNanos) {
    onTick.run();
    for (long left = dueNanos - System.nanoTime();
        left > 0 && !isStopped.getAsBoolean();
        left = dueNanos - System.nanoTime()) {
      LockSupport.parkNanos(this, Math.min(left, MAX_SLEEP_NANOS));
      onTick.run();
    }
  }
}
