package cumulus.node.bench;

import cumulus.client.ClientStream;
import cumulus.client.NetConnectionException;
import cumulus.client.NetStatus;
import cumulus.client.NetStatusException;
import cumulus.client.StreamListener;
import cumulus.flash.message.StatusCode;
import java.io.IOException;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** A publisher of the load: sends what is due, each message stamped. */
final class Source extends Schedule.Entry implements StreamListener {
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final long MILLI_NANOS = 1_000_000L;

  /** A flood looks so often whether the server has taken something. */
  private static final long FLOOD_LOOK_NANOS = 200_000;

  private static final int FLOOD_KEY_FRAMES = 30;

  private final LoadClient client;
  private final String name;
  private final int bytes;
  private final FanOutPlan.Rate rate;
  private final RandomGenerator random;
  private Optional<ClientStream> stream = Optional.empty();
  private Optional<NetStatus> answer = Optional.empty();
  private long number;
  private long keyFrames;
  private long beginNanos;
  private long dueNanos;

  Source(LoadClient client, String name, int bytes, FanOutPlan.Rate rate, RandomGenerator random) {
    this.client = client;
    this.name = name;
    this.bytes = bytes;
    this.rate = rate;
    this.random = random;
  }

  String name() {
    return name;
  }

  /** Asks for a stream to publish; the client must be connected. */
  void publish() {
    client.advance(System.nanoTime());
    client
        .connection()
        .createStream(
            this,
            created -> {
              stream = Optional.of(created);
              created.publish(name);
            },
            this::onStatus);
  }

  /** True when the server has answered, or will not. */
  boolean isAnswered() {
    return answer.isPresent() || client.end().isPresent();
  }

  /**
   * Begins to send; {@code phase}, 0 to 1, is where in a period.
   *
   * @throws NetStatusException when the server refuses the stream
   */
  void begin(double phase) throws IOException, NetConnectionException, NetStatusException {
    client.check();
    if (answer.isEmpty()) {
      throw new IOException("the server does not answer publish");
    }
    if (!answer.get().code().equals(StatusCode.PUBLISH_START)) {
      throw new NetStatusException(answer.get());
    }
    beginNanos = System.nanoTime();
    client.advance(beginNanos);
    stream.orElseThrow().sendVideo(0, Stamp.header());
    dueNanos =
        switch (rate) {
          case FanOutPlan.Rate.PerSecond(int messages) ->
              beginNanos + (long) (phase * SECOND_NANOS / messages);
          case FanOutPlan.Rate.Flood _ -> beginNanos;
        };
  }

  LoadClient client() {
    return client;
  }

  long nextNumber() {
    return number;
  }

  /** Key frames sent: who joins sees nothing before the next. */
  long keyFrames() {
    return keyFrames;
  }

  /** When {@link #send} has something to do. */
  @Override
  long dueNanos() {
    return dueNanos;
  }

  /** After a pause: goes on with the next message that is due in future. */
  void skipMissed() {
    dueNanos = Math.max(dueNanos, System.nanoTime());
  }

  /** Sends what is due. */
  void send() {
    long nowNanos = System.nanoTime();
    if (dueNanos - nowNanos > 0) {
      return;
    }
    client.advance(nowNanos);
    switch (rate) {
      case FanOutPlan.Rate.PerSecond(int messages) -> {
        for (; dueNanos - nowNanos <= 0; dueNanos += SECOND_NANOS / messages) {
          send(number % messages == 0, dueNanos);
        }
      }
      case FanOutPlan.Rate.Flood(int ahead) -> {
        while (stream.orElseThrow().queuedBytes() < ahead && stream.get().isOpen()) {
          send(number % FLOOD_KEY_FRAMES == 0, nowNanos);
        }
        dueNanos = nowNanos + FLOOD_LOOK_NANOS;
      }
    }
  }

  private void send(boolean isKeyFrame, long stampNanos) {
    keyFrames += isKeyFrame ? 1 : 0;
    stream
        .orElseThrow()
        .sendVideo(
            (stampNanos - beginNanos) / MILLI_NANOS,
            Stamp.message(random, bytes, isKeyFrame, number++, stampNanos));
  }

  @Override
  public void onStatus(NetStatus status) {
    if (answer.isEmpty()) {
      answer = Optional.of(status);
    }
  }
}
