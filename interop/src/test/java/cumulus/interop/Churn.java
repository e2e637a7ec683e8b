package cumulus.interop;

import cumulus.client.ConnectOptions;
import cumulus.client.ConnectionListener;
import cumulus.client.NetConnection;
import cumulus.client.NetStream;
import cumulus.client.RtmfpUrl;
import cumulus.client.StreamListener;
import cumulus.rtmfp.Payload;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients that come and go for a long time: they connect, publish, play, stall, leave in order, or
 * vanish, half of them over a relay that loses packets. Beside them one publisher and one player
 * stay. By hand, for a soak of a server:
 *
 * <pre> Churn PORT SECONDS PEOPLE SEED </pre>
 */
public final class Churn {
  private static final LossyRelay.Faults FAULTS = new LossyRelay.Faults(15, 0.03, 0.01, 0.03);
  private static final int FRAME_MILLIS = 40;
  private static final ConnectOptions OPTIONS =
      ConnectOptions.DEFAULT.withTimes(
          Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(10));

  private final int port;
  private final long endNanos;
  private final AtomicLong connects = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private final ConcurrentSkipListMap<String, Long> reasons = new ConcurrentSkipListMap<>();
  private final AtomicLong published = new AtomicLong();
  private final AtomicLong played = new AtomicLong();
  private final AtomicLong vanished = new AtomicLong();
  private final AtomicLong frames = new AtomicLong();
  private final AtomicLong steadySent = new AtomicLong();
  private final AtomicLong steadySeen = new AtomicLong();

  private Churn(int port, int seconds) {
    this.port = port;
    this.endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
  }

  public static void main(String[] args) throws Exception {
    var churn = new Churn(Integer.parseInt(args[0]), Integer.parseInt(args[1]));
    churn.run(Integer.parseInt(args[2]), new SplittableRandom(Long.parseLong(args[3])));
  }

  private void run(int people, SplittableRandom random) throws Exception {
    var threads = new ArrayList<Thread>();
    threads.add(Thread.ofVirtual().start(this::stay));
    for (int i = 0; i < people; i++) {
      SplittableRandom own = random.split();
      int number = i;
      threads.add(Thread.ofVirtual().start(() -> comeAndGo(number, own)));
    }
    while (!isOver()) {
      Thread.sleep(30_000);
      report();
    }
    for (Thread each : threads) {
      each.join();
    }
    report();
    reasons.forEach((reason, count) -> System.out.println(count + " x " + reason));
  }

  private boolean isOver() {
    return System.nanoTime() - endNanos >= 0;
  }

  private void report() {
    System.out.printf(
        "%d connects, %d refused or late, %d published, %d played, %d vanished, %d frames;"
            + " the steady player has %d of %d%n",
        connects.get(),
        failures.get(),
        published.get(),
        played.get(),
        vanished.get(),
        frames.get(),
        steadySeen.get(),
        steadySent.get());
  }

  /** A publisher and a player that stay. */
  private void stay() {
    try (NetConnection near = connect(port);
        NetConnection far = connect(port)) {
      NetStream out = stream(near, new StreamListener() {});
      out.publish("steady").get(20, TimeUnit.SECONDS);
      NetStream in = stream(far, counting(steadySeen, 0));
      in.play("steady").get(20, TimeUnit.SECONDS);
      while (!isOver()) {
        send(out, steadySent.getAndIncrement());
        Thread.sleep(FRAME_MILLIS);
      }
      Thread.sleep(1000);
    } catch (Exception e) {
      System.out.println("the steady pair failed: " + e);
    }
  }

  private void comeAndGo(int number, SplittableRandom random) {
    while (!isOver()) {
      try (LossyRelay relay = new LossyRelay(0, port, FAULTS, random.nextLong())) {
        boolean isLossy = random.nextBoolean();
        visit(number, random, isLossy ? relay.port() : port, relay, isLossy);
      } catch (ExecutionException | TimeoutException | IOException | IllegalStateException e) {
        // A name is taken until the server misses who vanished; a stalled client ends late.
        failures.incrementAndGet();
        reasons.merge(e.toString(), 1L, Long::sum);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void visit(
      int number, SplittableRandom random, int via, LossyRelay relay, boolean isLossy)
      throws ExecutionException, TimeoutException, InterruptedException, IOException {
    NetConnection connection = connect(via);
    connects.incrementAndGet();
    try {
      if (random.nextInt(10) > 0) {
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
          use(connection, number, random);
        }
      }
      if (isLossy && random.nextInt(3) == 0) {
        // The server hears nothing of this end.
        vanished.incrementAndGet();
        relay.close();
      }
    } finally {
      connection.close();
    }
  }

  private void use(NetConnection connection, int number, SplittableRandom random)
      throws ExecutionException, TimeoutException, InterruptedException {
    boolean publishes = random.nextBoolean();
    int stallMillis = random.nextInt(5) == 0 ? 3000 : 0;
    NetStream stream = stream(connection, counting(frames, stallMillis));
    int count = 10 + random.nextInt(150);
    if (publishes) {
      stream.publish("of-" + number).get(20, TimeUnit.SECONDS);
      published.incrementAndGet();
      for (int i = 0; i < count && !isOver(); i++) {
        send(stream, i);
        Thread.sleep(FRAME_MILLIS);
      }
    } else {
      String name = random.nextInt(3) == 0 ? "of-" + random.nextInt(number + 1) : "steady";
      stream.play(name).get(20, TimeUnit.SECONDS);
      played.incrementAndGet();
      Thread.sleep((long) count * FRAME_MILLIS);
      stream.pause(random.nextBoolean(), 0);
    }
    switch (random.nextInt(3)) {
      case 0 -> stream.closeStream();
      case 1 -> stream.delete();
      default -> {}
    }
  }

  private static NetConnection connect(int to)
      throws ExecutionException, TimeoutException, InterruptedException {
    var url = RtmfpUrl.parse("rtmfp://127.0.0.1:" + to + "/churn");
    return NetConnection.connect(url, OPTIONS, new ConnectionListener() {})
        .get(40, TimeUnit.SECONDS);
  }

  private static NetStream stream(NetConnection connection, StreamListener listener)
      throws ExecutionException, TimeoutException, InterruptedException {
    return connection.createStream(listener).get(20, TimeUnit.SECONDS);
  }

  private static void send(NetStream stream, long index) {
    boolean isKey = index % 25 == 0;
    byte[] body = new byte[isKey ? 8000 : 1500];
    body[0] = (byte) (isKey ? 0x17 : 0x27);
    body[1] = 1;
    stream.sendVideo(index * FRAME_MILLIS, Payload.wrap(body));
    stream.sendAudio(index * FRAME_MILLIS, Payload.wrap(new byte[] {(byte) 0xaf, 1, 2, 3}));
  }

  /** Counts video; now and then it takes its time, so that the connection does not read. */
  private static StreamListener counting(AtomicLong count, int stallMillis) {
    List<Integer> stalls = new ArrayList<>();
    return new StreamListener() {
      @Override
      public void onVideo(long timestampMillis, byte[] bytes, int offset, int length) {
        count.incrementAndGet();
        if (stallMillis > 0 && stalls.isEmpty()) {
          stalls.add(stallMillis);
          try {
            Thread.sleep(stallMillis);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        }
      }
    };
  }
}
