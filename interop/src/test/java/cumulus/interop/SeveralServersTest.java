package cumulus.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cumulus.client.ConnectOptions;
import cumulus.client.ConnectionListener;
import cumulus.client.NetConnection;
import cumulus.client.NetGroup;
import cumulus.client.NetStatus;
import cumulus.client.NetStream;
import cumulus.client.PeerListener;
import cumulus.client.PeerPublication;
import cumulus.client.RtmfpUrl;
import cumulus.client.StreamListener;
import cumulus.flash.amf.AmfValue;
import cumulus.flash.group.Groupspec;
import cumulus.flash.group.PeerId;
import cumulus.group.GroupListener;
import cumulus.rtmfp.Payload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The samples for several servers, each on three linked processes on loopback, of which one after
 * the other is killed and started again (multi-server section 8).
 */
@Execution(ExecutionMode.CONCURRENT)
final class SeveralServersTest {
  private static final long PATIENCE_NANOS = Duration.ofMinutes(2).toNanos();
  private static final ConnectOptions PATIENT =
      ConnectOptions.DEFAULT.withTimes(
          Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofSeconds(20));

  @TempDir private Path folder;
  private final List<LinkedProcess> servers = new ArrayList<>();
  private final List<NetConnection> connections = new ArrayList<>();

  @BeforeEach
  void needSignals() {
    assumeTrue(Path.of("/bin/kill").toFile().canExecute(), "skipped: there is no /bin/kill");
  }

  @AfterEach
  void endAll() {
    connections.forEach(NetConnection::closeLater);
    servers.forEach(LinkedProcess::close);
  }

  private LinkedProcess server(String sample) throws IOException {
    var server = new LinkedProcess(folder.resolve("server" + servers.size()), sample);
    servers.add(server);
    return server;
  }

  private NetConnection connect(String url) throws Exception {
    return connect(url, PATIENT);
  }

  private NetConnection connect(String url, ConnectOptions options) throws Exception {
    NetConnection connection =
        join(NetConnection.connect(RtmfpUrl.parse(url), options, new ConnectionListener() {}));
    connections.add(connection);
    return connection;
  }

  private static <T> T join(CompletableFuture<T> future) throws Exception {
    return future.get(90, TimeUnit.SECONDS);
  }

  private static void await(String what, Callable<Boolean> condition) throws Exception {
    long begun = System.nanoTime();
    while (!condition.call()) {
      assertThat(System.nanoTime() - begun).as(what).isLessThan(PATIENCE_NANOS);
      Thread.sleep(50);
    }
  }

  private static int ask(NetConnection client, String method) throws Exception {
    return (int) join(client.call(method)).numberOr(-1);
  }

  /** Waits until a server is linked with so many others. */
  private void awaitLinks(LinkedProcess server, int count) throws Exception {
    try (NetConnection client = connect(server.url())) {
      await(count + " links of " + server.url(), () -> ask(client, "servers") == count);
    }
  }

  /** Where clients end up that connect one after the other. */
  private List<String> places(LinkedProcess front, int count) throws Exception {
    var places = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      try (NetConnection client = connect(front.url() + "?patience=1")) {
        places.add(join(client.call("where")).textOr(""));
      }
    }
    return places;
  }

  private void awaitPlaces(LinkedProcess front, LinkedProcess... expected) throws Exception {
    List<String> wanted = Arrays.stream(expected).map(LinkedProcess::publicAddress).toList();
    await(
        "clients at " + wanted,
        () -> {
          List<String> found = places(front, 4);
          return wanted.containsAll(found) && found.containsAll(wanted);
        });
  }

  @Test
  void multiServerCheck19_clientsAreSpreadInTurnAndADeadBackEndGetsNone() throws Exception {
    LinkedProcess front = server("balance").start();
    LinkedProcess one = server("balance").join(front).start();
    LinkedProcess two = server("balance").join(front).start();
    awaitPlaces(front, one, two);
    List<String> ten = places(front, 10);
    assertThat(Collections.frequency(ten, one.publicAddress())).isEqualTo(5);
    assertThat(Collections.frequency(ten, two.publicAddress())).isEqualTo(5);

    two.kill();
    await("the loss", () -> front.logged("Disconnection from") == 1);
    assertThat(places(front, 4)).containsOnly(one.publicAddress());
    two.start();
    awaitPlaces(front, one, two);

    // One that is silent but not known to be lost: its turn costs attempts, not the connection.
    one.signal("STOP");
    assertThat(places(front, 2)).containsOnly(two.publicAddress());
    one.signal("CONT");
    awaitPlaces(front, one, two);

    NetConnection served = connect(front.url());
    String where = join(served.call("where")).textOr("");
    front.kill();
    assertThat(join(served.call("where")).textOr("")).isEqualTo(where);
    front.start();
    awaitPlaces(front, one, two);
    assertThat(ten).doesNotContain(front.publicAddress());
  }

  private LinkedProcess[] mesh(String sample) throws Exception {
    LinkedProcess one = server(sample);
    LinkedProcess two = server(sample);
    LinkedProcess three = server(sample);
    two.join(three).start();
    three.start();
    one.join(two, three).start();
    for (LinkedProcess each : servers) {
      awaitLinks(each, 2);
    }
    return new LinkedProcess[] {one, two, three};
  }

  /** Plays what a peer publishes directly, and sees a frame of it. */
  private static void meet(NetConnection player, NetConnection publisher, PeerPublication film)
      throws Exception {
    var frames = new AtomicInteger();
    join(
        player.playDirect(
            publisher.peerId(),
            film.name(),
            new StreamListener() {
              @Override
              public void onVideo(long time, byte[] bytes, int offset, int length) {
                frames.incrementAndGet();
              }
            }));
    await(
        "a frame",
        () -> {
          film.sendVideo(0, Payload.wrap(new byte[] {0x17, 1, 0, 0, 0}));
          return frames.get() > 0;
        });
  }

  @Test
  void multiServerCheck19_peersOfDifferentServersAreIntroducedByTheServerThatKnows()
      throws Exception {
    LinkedProcess[] all = mesh("rendezvous");
    NetConnection publisher = connect(all[2].url());
    PeerPublication film = join(publisher.publishDirect("film", new PeerListener() {}));
    meet(connect(all[0].url()), publisher, film);

    NetConnection stranger = connect(all[0].url(), ConnectOptions.DEFAULT);
    var unknown = stranger.playDirect(new byte[32], "film", new StreamListener() {});
    all[1].kill();
    meet(connect(all[0].url()), publisher, film);
    all[1].start();
    awaitLinks(all[1], 2);
    meet(connect(all[1].url()), publisher, film);

    try {
      join(unknown);
      throw new AssertionError("nobody has that id");
    } catch (ExecutionException refused) {
      assertThat(refused).hasMessageContaining("NetStream.Connect.Failed");
    }

    all[0].kill();
    all[0].start();
    awaitLinks(all[0], 2);
    meet(connect(all[0].url()), publisher, film);

    all[2].kill();
    all[2].start();
    awaitLinks(all[2], 2);
    NetConnection again = connect(all[2].url());
    PeerPublication second = join(again.publishDirect("film", new PeerListener() {}));
    meet(connect(all[0].url()), again, second);
  }

  /** A client in the group, and what it hears there. */
  private final class Member implements GroupListener {
    private final NetConnection connection;
    private final NetGroup group;
    private final List<String> posts = new CopyOnWriteArrayList<>();

    Member(LinkedProcess server) throws Exception {
      connection = connect(server.url());
      group =
          join(
              connection.joinGroup(
                  Groupspec.named("over servers").posting().serverChannel().build(), this));
    }

    PeerId id() {
      return PeerId.of(connection.peerId());
    }

    @Override
    public void onPost(String postId, byte[] amf) {
      posts.add(postId);
    }
  }

  /** Waits until each knows all others and hears what each of them posts. */
  private static void meet(Member... members) throws Exception {
    for (Member member : members) {
      await(
          "neighbours of " + member.connection.url(),
          () -> {
            List<PeerId> met = join(member.group.neighbours());
            return Arrays.stream(members)
                .allMatch(other -> other == member || met.contains(other.id()));
          });
    }
    for (Member member : members) {
      String post = join(member.group.post(AmfValue.of("from " + member.connection.url())));
      for (Member other : members) {
        await("a post", () -> other == member || other.posts.contains(post));
      }
    }
  }

  @Test
  void multiServerCheck19_aGroupReachesOverServersAndLosesWhoseServerIsLost() throws Exception {
    LinkedProcess[] all = mesh("group");
    var one = new Member(all[0]);
    var two = new Member(all[1]);
    var three = new Member(all[2]);
    meet(one, two, three);
    NetConnection watcher = connect(all[0].url());
    assertThat(ask(watcher, "groups")).isEqualTo(1);

    // Nobody of its own is left there: the group lives by the others' members only.
    one.connection.close();
    assertThat(ask(watcher, "groups")).isEqualTo(1);
    all[1].kill();
    await("the loss", () -> ask(watcher, "servers") == 1);
    assertThat(ask(watcher, "groups")).isEqualTo(1);
    three.connection.close();
    await("the end of the group", () -> ask(watcher, "groups") == 0);

    all[1].start();
    awaitLinks(all[1], 2);
    meet(new Member(all[0]), new Member(all[1]), new Member(all[2]));

    all[0].kill();
    all[0].start();
    awaitLinks(all[0], 2);
    meet(new Member(all[0]), new Member(all[2]));
  }

  /** Publishes at a server, 50 audio and video messages a second each, until its end. */
  private final class Broadcast {
    private final NetStream stream;
    private final Thread thread;
    private volatile boolean isOver;

    Broadcast(LinkedProcess server) throws Exception {
      stream = join(connect(server.url()).createStream(new StreamListener() {}));
      join(stream.publish("film"));
      thread = Thread.ofVirtual().start(this::run);
    }

    private void run() {
      stream.sendAudio(0, Payload.wrap(AUDIO_HEADER));
      stream.sendVideo(0, Payload.wrap(VIDEO_HEADER));
      try {
        for (int number = 0; !isOver; number++) {
          stream.sendVideo(number * 20L, Payload.wrap(video(number)));
          stream.sendAudio(number * 20L, Payload.wrap(audio(number)));
          Thread.sleep(20);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    void end() throws InterruptedException {
      isOver = true;
      thread.join();
      stream.closeStream();
    }
  }

  private static final byte[] AUDIO_HEADER = {(byte) 0xaf, 0, 0x12, 0x10};
  private static final byte[] VIDEO_HEADER = {0x17, 0, 0, 0, 0, 1, 2, 3};

  private static byte[] video(int number) {
    var body = ByteBuffer.allocate(3000);
    return body.putInt(number % 25 == 0 ? 0x17010000 : 0x27010000).putInt(number).array();
  }

  private static byte[] audio(int number) {
    return ByteBuffer.allocate(300).putInt(0xaf010000).putInt(number).array();
  }

  /** Plays at a server, and compares what comes with what was published. */
  private final class Viewer implements StreamListener {
    private final List<String> codes = new CopyOnWriteArrayList<>();
    private final List<String> began = new CopyOnWriteArrayList<>();
    private final List<String> wrong = new CopyOnWriteArrayList<>();
    private final AtomicInteger frames = new AtomicInteger();
    private long offsetMillis = Long.MIN_VALUE;
    private int last;

    Viewer(LinkedProcess server) throws Exception {
      join(join(connect(server.url()).createStream(this)).play("film"));
    }

    @Override
    public void onStatus(NetStatus status) {
      codes.add(status.code().replace("NetStream.Play.", ""));
    }

    @Override
    public void onAudio(long timestampMillis, byte[] bytes, int offset, int length) {
      byte[] body = Arrays.copyOfRange(bytes, offset, offset + length);
      if (length != 0 && !Arrays.equals(body, AUDIO_HEADER)) {
        check(timestampMillis, body, audio(ByteBuffer.wrap(body).getInt(4)));
      }
    }

    @Override
    public void onVideo(long timestampMillis, byte[] bytes, int offset, int length) {
      byte[] body = Arrays.copyOfRange(bytes, offset, offset + length);
      if (Arrays.equals(body, VIDEO_HEADER)) {
        began.clear();
        offsetMillis = Long.MIN_VALUE;
      }
      boolean isFirst = began.size() == 1;
      if (began.size() < 2 && length != 0) {
        began.add("%02x%02x".formatted(body[0], body[1]));
      }
      if (length == 0 || Arrays.equals(body, VIDEO_HEADER)) {
        return;
      }
      int number = ByteBuffer.wrap(body).getInt(4);
      if (isFirst) {
        // The key frame that a server has kept is shown at once, whatever its time was.
        assertThat(body).isEqualTo(video(number));
      } else {
        check(timestampMillis, body, video(number));
        if (number != last + 1 && body[0] != 0x17) {
          wrong.add("frame " + number + " after " + last);
        }
      }
      last = number;
      frames.incrementAndGet();
    }

    /** Its time runs as that of each publication does; it begins where the viewer came. */
    private void check(long timestampMillis, byte[] body, byte[] sent) {
      long published = ByteBuffer.wrap(body).getInt(4) * 20L;
      if (offsetMillis == Long.MIN_VALUE || published < last * 20L - 1000) {
        offsetMillis = timestampMillis - published;
      }
      if (timestampMillis - published != offsetMillis || !Arrays.equals(body, sent)) {
        wrong.add(published + " ms at " + timestampMillis + ", offset " + offsetMillis);
      }
    }

    /** Waits for a second of further frames, all as they were published. */
    void seesMore() throws Exception {
      int goal = frames.get() + 50;
      await("frames", () -> frames.get() >= goal);
      assertThat(began).containsExactly("1700", "1701");
      assertThat(wrong).isEmpty();
    }
  }

  @Test
  void multiServerCheck19_aStreamIsPlayedAtOtherServersByteForByte() throws Exception {
    LinkedProcess two = server("relay").start();
    LinkedProcess three = server("relay").start();
    LinkedProcess source = server("relay").join(two, three).start();
    awaitLinks(source, 2);
    // A viewer wakes the application there, as the publisher's does with that of the source.
    var early = new Viewer(two);
    var broadcast = new Broadcast(source);
    early.seesMore();
    assertThat(early.codes).containsSubsequence("Start", "PublishNotify");
    assertThat(early.offsetMillis).isZero();
    var late = new Viewer(three);
    late.seesMore();

    two.kill();
    late.seesMore();
    two.start();
    awaitLinks(two, 1);
    var returned = new Viewer(two);
    returned.seesMore();

    source.kill();
    await("the end here", () -> returned.codes.contains("UnpublishNotify"));
    await("the end there", () -> late.codes.contains("UnpublishNotify"));
    source.start();
    awaitLinks(source, 2);
    broadcast.end();
    var next = new Broadcast(source);
    await(
        "the second beginning",
        () ->
            returned.codes.lastIndexOf("PublishNotify")
                > returned.codes.indexOf("UnpublishNotify"));
    returned.seesMore();
    late.seesMore();
    next.end();
    await("the second end", () -> returned.codes.getLast().equals("UnpublishNotify"));
  }
}
