package cumulus.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.client.ClientGroup;
import cumulus.client.GroupEvents;
import cumulus.flash.group.Groupspec;
import cumulus.flash.group.PeerId;
import cumulus.flash.message.MessageType;
import cumulus.group.GroupListener;
import cumulus.group.GroupMediaListener;
import cumulus.group.GroupPublication;
import cumulus.group.GroupSettings;
import cumulus.group.StreamSettings;
import cumulus.testkit.LinkModel;
import cumulus.testkit.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** NetGroups over the true protocol: server, introductions, sessions between clients. */
final class NetGroupTest {
  private static final Groupspec FILMS =
      Groupspec.named("films").multicast().posting().serverChannel().build();

  private static final int FRAME_BYTES = 3000;
  private static final long FRAME_NANOS = 40_000_000L;

  @Test
  void netGroupCheck8_twoClientsMeetThroughTheServerAndProveThemselves() {
    var cluster = Cluster.simple(8);
    var one = new Member(cluster, FILMS);
    var other = new Member(cluster, FILMS);
    var third = new Member(cluster, Groupspec.named("others").multicast().serverChannel().build());
    cluster.until(() -> one.neighbours().contains(other.id()));
    cluster.until(() -> other.neighbours().contains(one.id()));
    cluster.run(Duration.ofSeconds(5));
    assertThat(List.of(one.joins, other.joins, third.joins)).containsOnly(1);
    assertThat(third.neighbours()).isEmpty();
    assertThat(one.neighbours()).hasSize(1);
    other.leave(cluster);
    cluster.until(() -> one.neighbours().isEmpty());
    assertThat(other.end).contains(GroupEvents.End.LEFT);
    one.host.close();
    cluster.until(() -> one.end.isPresent());
    assertThat(one.end).contains(GroupEvents.End.CONNECTION_CLOSED);
  }

  @Seeds(4)
  void everyMemberGetsEveryFrameAndTheServerNone(long seed) {
    var cluster = Cluster.simple(seed);
    cluster.network.everyLink(
        LinkModel.PERFECT
            .delay(Duration.ofMillis(15))
            .jitter(Duration.ofMillis(5))
            .loss(seed % 2 == 0 ? 0 : 0.03));
    var members = new ArrayList<Member>();
    for (int i = 0; i < 14; i++) {
      members.add(new Member(cluster, FILMS));
    }
    cluster.until(
        Duration.ofSeconds(60),
        () -> members.stream().allMatch(member -> member.neighbours().size() == 13));
    List<Member> viewers = members.subList(1, members.size());
    viewers.forEach(viewer -> viewer.play(cluster));
    long served = cluster.server.mediaMessages();
    Member publisher = members.getFirst();
    publisher.publish(cluster, 500);
    cluster.run(Duration.ofSeconds(30));
    List<Integer> all = IntStream.range(0, 500).boxed().toList();
    for (Member viewer : viewers) {
      assertThat(viewer.frames).as(viewer.host.name()).isEqualTo(all);
      assertThat(viewer.worstNanos).isLessThan(StreamSettings.DEFAULT.window().toNanos());
    }
    assertThat(cluster.server.mediaMessages()).isEqualTo(served);
    assertThat(members).allMatch(member -> member.malformed == 0);
  }

  @Test
  void postsReachEverybodyOnce() {
    var cluster = Cluster.simple(9);
    var members = new ArrayList<Member>();
    for (int i = 0; i < 6; i++) {
      members.add(new Member(cluster, FILMS));
    }
    cluster.until(() -> members.stream().allMatch(member -> member.neighbours().size() == 5));
    for (Member member : members) {
      member.post(cluster, member.host.name());
    }
    cluster.run(Duration.ofSeconds(10));
    assertThat(members).allMatch(member -> member.posts.size() == 5);
    assertThat(members).allSatisfy(member -> assertThat(member.posts).doesNotHaveDuplicates());
  }

  /** A client in a group. */
  private static final class Member implements GroupListener, GroupEvents, GroupMediaListener {
    final ClientHost host;
    final List<Integer> frames = new ArrayList<>();
    final List<String> posts = new ArrayList<>();
    Optional<End> end = Optional.empty();
    int joins;
    int malformed;
    long worstNanos;
    private final Cluster cluster;
    private Optional<ClientGroup> group = Optional.empty();
    private Optional<GroupPublication> publication = Optional.empty();

    Member(Cluster cluster, Groupspec spec) {
      this.cluster = cluster;
      this.host = cluster.client().connected();
      host.act(
          () ->
              group =
                  Optional.of(
                      host.connection
                          .peers()
                          .groups()
                          .join(
                              cluster.clock.nanos(),
                              spec,
                              GroupSettings.DEFAULT,
                              cluster.random.split(),
                              this,
                              this)));
      cluster.until(() -> joins == 1);
    }

    PeerId id() {
      return PeerId.of(host.peerId());
    }

    List<PeerId> neighbours() {
      return group.orElseThrow().member().neighbours();
    }

    void leave(Cluster in) {
      host.act(() -> group.orElseThrow().leave());
      in.run(Duration.ofMillis(1));
    }

    void play(Cluster in) {
      host.act(() -> group.orElseThrow().member().play(in.clock.nanos(), "film", this));
    }

    void post(Cluster in, String text) {
      byte[] amf = new byte[text.length() + 3];
      amf[0] = 2;
      amf[2] = (byte) text.length();
      for (int i = 0; i < text.length(); i++) {
        amf[3 + i] = (byte) text.charAt(i);
      }
      host.act(() -> group.orElseThrow().member().post(in.clock.nanos(), amf));
    }

    void publish(Cluster in, int count) {
      host.act(
          () ->
              publication =
                  Optional.of(
                      group
                          .orElseThrow()
                          .member()
                          .publish(in.clock.nanos(), "film", StreamSettings.DEFAULT)));
      send(in, 0, count);
    }

    private void send(Cluster in, int number, int count) {
      if (number == count) {
        host.act(() -> publication.orElseThrow().close(in.clock.nanos()));
        return;
      }
      byte[] body = new byte[FRAME_BYTES];
      body[0] = (byte) (number % 25 == 0 ? 0x17 : 0x27);
      body[1] = 1;
      body[2] = (byte) (number >> 8);
      body[3] = (byte) number;
      for (int i = 0; i < 8; i++) {
        body[4 + i] = (byte) (in.clock.nanos() >> 8 * i);
      }
      host.act(
          () ->
              publication
                  .orElseThrow()
                  .send(in.clock.nanos(), MessageType.VIDEO, number * 40L, body, 0, body.length));
      in.in(FRAME_NANOS, () -> send(in, number + 1, count));
    }

    @Override
    public void onMessage(int type, long timestampMillis, byte[] bytes, int offset, int length) {
      int number = (bytes[offset + 2] & 0xff) << 8 | bytes[offset + 3] & 0xff;
      frames.add(number);
      long sent = 0;
      for (int i = 7; i >= 0; i--) {
        sent = sent << 8 | bytes[offset + 4 + i] & 0xff;
      }
      worstNanos = Math.max(worstNanos, cluster.clock.nanos() - sent);
    }

    @Override
    public void onJoin() {
      joins++;
    }

    @Override
    public void onEnd(End why) {
      end = Optional.of(why);
    }

    @Override
    public void onEnd() {}

    @Override
    public void onPost(String postId, byte[] amf) {
      posts.add(postId);
    }

    @Override
    public void onMalformed(PeerId peer, String reason) {
      malformed++;
    }
  }
}
