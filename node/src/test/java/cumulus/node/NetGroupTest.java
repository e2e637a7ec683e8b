package cumulus.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cumulus.client.ConnectOptions;
import cumulus.client.ConnectionListener;
import cumulus.client.NetConnection;
import cumulus.client.NetGroup;
import cumulus.client.NetGroupPublication;
import cumulus.client.NetStatus;
import cumulus.client.RtmfpUrl;
import cumulus.client.StreamListener;
import cumulus.flash.group.Groupspec;
import cumulus.flash.message.MessageType;
import cumulus.group.GroupListener;
import cumulus.group.GroupStatistics;
import cumulus.group.StreamSettings;
import cumulus.rtmfp.Payload;
import cumulus.rtmfp.SessionStatistics;
import cumulus.testkit.KernelLoss;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A NetGroup over loopback: the server as its owner starts it, and clients of ours. */
final class NetGroupTest {
  private static final int VIEWERS = 30;
  private static final int FRAMES = 250;
  private static final int FRAME_BYTES = 2500;
  private static final Duration LONG = Duration.ofMinutes(2);

  private final List<NetConnection> connections = new ArrayList<>();
  private @TempDir Path directory = Path.of("");
  private Program server = Program.start("--version");

  @AfterEach
  void stopAll() throws Exception {
    connections.forEach(NetConnection::closeLater);
    for (NetConnection connection : connections) {
      connection.whenEnded().get(60, TimeUnit.SECONDS);
    }
    server.stop();
    assertThat(server.exitCode()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  void thirtyMembersGetEveryFrameInTimeAndTheServerNone(int percentLost) throws Exception {
    assumeTrue(
        percentLost == 0 || KernelLoss.isAvailable(), "skipped: loss on loopback needs Linux");
    Optional<KernelLoss> loss =
        percentLost == 0 ? Optional.empty() : Optional.of(new KernelLoss(percentLost / 100.0));
    String url = startServer();
    Groupspec spec = Groupspec.named("films").multicast().serverChannel().build();
    var groups = new ArrayList<NetGroup>();
    for (int i = 0; i <= VIEWERS; i++) {
      NetConnection connection = connect(url);
      if (loss.isPresent()) {
        loss.get().spread();
      }
      groups.add(connection.joinGroup(spec, new GroupListener() {}).get(60, TimeUnit.SECONDS));
    }
    await().atMost(LONG).until(() -> groups.stream().allMatch(g -> figures(g).neighbours() >= 8));
    var viewers = new ArrayList<Viewer>();
    var sentNanos = new AtomicLongArray(FRAMES);
    for (NetGroup group : groups.subList(1, groups.size())) {
      var viewer = new Viewer(sentNanos);
      viewers.add(viewer);
      group.play("film", viewer).get(60, TimeUnit.SECONDS);
    }
    long before = bytesWithServer();
    NetGroupPublication film =
        groups.getFirst().publish("film", StreamSettings.DEFAULT).get(60, TimeUnit.SECONDS);
    await().atMost(LONG).until(() -> viewers.stream().allMatch(v -> v.isAnnounced));
    for (int number = 0; number < FRAMES; number++) {
      sentNanos.set(number, System.nanoTime());
      film.sendVideo(number * 20L, frame(number));
      TimeUnit.MILLISECONDS.sleep(20);
    }
    await().atMost(LONG).until(() -> viewers.stream().allMatch(v -> v.frames.size() >= FRAMES));
    List<Integer> all = IntStream.range(0, FRAMES).boxed().toList();
    for (Viewer viewer : viewers) {
      assertThat(viewer.frames).isEqualTo(all);
      assertThat(viewer.gaps).isZero();
      assertThat(viewer.worstNanos).isLessThan(StreamSettings.DEFAULT.window().toNanos());
    }
    JsonNode loop = status().at("/loops/0");
    assertThat(loop.path("bytesIn").asLong(-1)).as("media that reached the server").isZero();
    assertThat(loop.path("bytesOut").asLong(-1)).isZero();
    // Pings, keepalives and introductions; the stream has 0.6 MB for each viewer.
    assertThat(bytesWithServer() - before).isLessThan(FRAMES * FRAME_BYTES / 4);
    long lost = loss.isPresent() ? loss.get().lost() : 0;
    // The stream alone is two datagrams a frame for each viewer.
    assertThat(lost)
        .as("datagrams lost")
        .isGreaterThanOrEqualTo((long) VIEWERS * FRAMES * percentLost / 100);
    System.out.printf(
        "%d members, %d datagrams lost: the latest frame after %d ms%n",
        VIEWERS,
        lost,
        viewers.stream().mapToLong(v -> v.worstNanos / 1_000_000).max().orElseThrow());
  }

  @Test
  void theCommandsStreamWithinAGroup() throws Exception {
    String url = startServer();
    Path film = directory.resolve("film.flv");
    Films.write(film, 3000, new SplittableRandom(7));
    Path recorded = directory.resolve("recorded.flv");
    Program player =
        Program.start("play", url + "/film", "-o", recorded.toString(), "--group", "g");
    Program relay = Program.start("play", url + "/film", "--group", "g");
    TimeUnit.SECONDS.sleep(3);
    Program publisher = Program.start("publish", film.toString(), url + "/film", "--group", "g");
    assertThat(publisher.exitCode()).as(publisher.err()).isZero();
    assertThat(player.exitCode()).as(player.err()).isZero();
    assertThat(relay.exitCode()).as(relay.err()).isZero();
    for (int type : new int[] {MessageType.AUDIO, MessageType.VIDEO}) {
      assertThat(Films.bodies(recorded, type)).isEqualTo(Films.bodies(film, type));
    }
  }

  private String startServer() throws InterruptedException {
    server = Program.start("run", "--port", "0", "--dir", directory.toString());
    return "rtmfp://127.0.0.1:" + server.port() + "/live";
  }

  private JsonNode status() throws Exception {
    Program status = Program.start("status", "--json", "--dir", directory.toString());
    assertThat(status.exitCode()).as(status.err()).isZero();
    return JsonMapper.shared().readTree(status.out());
  }

  private NetConnection connect(String url) throws Exception {
    NetConnection connection =
        NetConnection.connect(
                RtmfpUrl.parse(url), ConnectOptions.DEFAULT, new ConnectionListener() {})
            .get(60, TimeUnit.SECONDS);
    connections.add(connection);
    return connection;
  }

  private static GroupStatistics figures(NetGroup group) {
    return group.statistics().orTimeout(60, TimeUnit.SECONDS).join();
  }

  private long bytesWithServer() throws Exception {
    long bytes = 0;
    for (NetConnection connection : connections) {
      SessionStatistics figures = connection.statistics().get(60, TimeUnit.SECONDS).orElseThrow();
      bytes += figures.bytesSent() + figures.bytesReceived();
    }
    return bytes;
  }

  private static Payload frame(int number) {
    var body = new byte[FRAME_BYTES];
    body[0] = (byte) (number % 25 == 0 ? 0x17 : 0x27);
    body[1] = 1;
    body[2] = (byte) (number >> 8);
    body[3] = (byte) number;
    return Payload.wrap(body);
  }

  private static final class Viewer implements StreamListener {
    private final List<Integer> frames = new CopyOnWriteArrayList<>();
    private volatile boolean isAnnounced;
    private volatile long gaps;
    private volatile long worstNanos;
    private final AtomicLongArray sentNanos;

    Viewer(AtomicLongArray sentNanos) {
      this.sentNanos = sentNanos;
    }

    @Override
    public void onStatus(NetStatus status) {
      isAnnounced |= status.code().equals("NetStream.Play.PublishNotify");
    }

    @Override
    public void onVideo(long timestampMillis, byte[] bytes, int offset, int length) {
      int number = (bytes[offset + 2] & 0xff) << 8 | bytes[offset + 3] & 0xff;
      worstNanos = Math.max(worstNanos, System.nanoTime() - sentNanos.get(number));
      frames.add(number);
    }

    @Override
    public void onGap(long fragments) {
      gaps = fragments;
    }
  }
}
