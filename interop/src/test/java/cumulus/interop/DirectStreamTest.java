package cumulus.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cumulus.client.ConnectOptions;
import cumulus.client.ConnectionListener;
import cumulus.client.NetConnection;
import cumulus.client.PeerListener;
import cumulus.client.PeerPublication;
import cumulus.client.RtmfpUrl;
import cumulus.client.StreamListener;
import cumulus.rtmfp.Payload;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of our library over loopback, introduced by a server in a process of its own. */
@Isolated
final class DirectStreamTest {
  private static final int PAIRS = 50;
  private static final ConnectOptions PATIENT =
      ConnectOptions.DEFAULT.withTimes(
          Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofSeconds(60));

  @TempDir Path folder;

  @Test
  void flashProfileCheck14_liveStreamGoesOnBetweenPeersWhileTheServerIsStopped() throws Exception {
    assumeTrue(Path.of("/bin/kill").toFile().canExecute(), "skipped: there is no /bin/kill");
    try (var server = ServerProcess.start(folder);
        NetConnection publisher = connect(server);
        NetConnection player = connect(server)) {
      PeerPublication film = join(publisher.publishDirect("film", new PeerListener() {}));
      var frames = new AtomicInteger();
      join(player.playDirect(publisher.peerId(), "film", counting(frames)));
      server.signal("STOP");
      try {
        for (int i = 0; i < 300; i++) {
          film.sendVideo(i * 10L, key(i));
          Thread.sleep(5);
        }
        await(() -> frames.get() == 300);
        assertThat(join(film.subscribers())).containsExactly(player.peerId());
      } finally {
        server.signal("CONT");
      }
      film.close();
      assertThat(server.stop()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void fiftyPairsAtOnceAllMeet(int threads) throws Exception {
    Files.writeString(folder.resolve("CumulusServer.ini"), "threads=" + threads + "\n");
    var connections = new ArrayList<NetConnection>();
    try (var server = ServerProcess.start(folder)) {
      try {
        var pending =
            IntStream.range(0, 2 * PAIRS)
                .mapToObj(
                    i ->
                        NetConnection.connect(
                            RtmfpUrl.parse(server.url("app")),
                            PATIENT,
                            new ConnectionListener() {}))
                .toList();
        for (var each : pending) {
          connections.add(join(each));
        }
        for (int i = 0; i < PAIRS; i++) {
          join(connections.get(i).publishDirect("film", new PeerListener() {}));
        }
        Duration cpuBefore = server.cpuTime();
        long startNanos = System.nanoTime();
        var meeting = new ArrayList<CompletableFuture<Long>>();
        for (int i = 0; i < PAIRS; i++) {
          meeting.add(
              connections
                  .get(PAIRS + i)
                  .playDirect(connections.get(i).peerId(), "film", new StreamListener() {})
                  .thenApply(_ -> System.nanoTime() - startNanos));
        }
        var nanos = new ArrayList<Long>();
        for (var each : meeting) {
          nanos.add(join(each));
        }
        Duration cpu = server.cpuTime().minus(cpuBefore);
        nanos.sort(Long::compare);
        System.out.printf(
            "%d pairs met over %d loops; median %.1f ms, last %.1f ms; server CPU %.3f ms an introduction%n",
            PAIRS,
            threads,
            nanos.get(PAIRS / 2) / 1e6,
            nanos.getLast() / 1e6,
            cpu.toNanos() / 1e6 / PAIRS);
        assertThat(nanos).hasSize(PAIRS);
      } finally {
        connections.forEach(NetConnection::closeLater);
        for (NetConnection each : connections) {
          join(each.whenEnded());
        }
      }
    }
  }

  private static NetConnection connect(ServerProcess server) throws Exception {
    return join(
        NetConnection.connect(
            RtmfpUrl.parse(server.url("app")), PATIENT, new ConnectionListener() {}));
  }

  private static StreamListener counting(AtomicInteger frames) {
    return new StreamListener() {
      @Override
      public void onVideo(long timestampMillis, byte[] bytes, int offset, int length) {
        assertThat(length).isEqualTo(1000);
        assertThat(bytes[offset + 6]).isEqualTo((byte) frames.get());
        frames.incrementAndGet();
      }
    };
  }

  private static Payload key(int index) {
    byte[] body = new byte[1000];
    body[0] = 0x17;
    body[1] = 1;
    body[6] = (byte) index;
    return Payload.wrap(body);
  }

  private static <T> T join(CompletableFuture<T> future) throws Exception {
    return future.get(90, TimeUnit.SECONDS);
  }

  private static void await(java.util.function.BooleanSupplier condition) throws Exception {
    long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - endNanos > 0) {
        throw new AssertionError("not within 60 s");
      }
      Thread.sleep(10);
    }
  }
}
