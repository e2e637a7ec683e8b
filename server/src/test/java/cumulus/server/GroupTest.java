package cumulus.server;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.flash.MalformedException;
import cumulus.flash.amf.AmfValue;
import cumulus.flash.message.FlowMetadata;
import cumulus.flash.message.GroupMessage;
import cumulus.flash.message.MessageType;
import cumulus.rtmfp.Delivery;
import cumulus.rtmfp.Payload;
import cumulus.rtmfp.Priority;
import cumulus.rtmfp.RecvFlow;
import cumulus.rtmfp.RecvFlowListener;
import cumulus.rtmfp.SendFlow;
import cumulus.rtmfp.SendFlowListener;
import cumulus.rtmfp.trace.CloseCause;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** NetGroups as the server sees them: joining, leaving, and who is told of whom. */
final class GroupTest {
  /** What of a group specifier is hashed, and its hash, from the vectors. */
  private static final String GROUPSPEC = "G:0101010c050e74657374011b";

  private static final String GROUPSPEC_ID =
      "4f1a5af4b233f423d86828c14ea283543124c16b783f310dd4f237246e7db18e";

  private static final byte[] GROUP = id(7);

  /** Writes down what an application is told, in order. */
  private static final class Diary implements Application {
    final List<String> lines = new ArrayList<>();

    @Override
    public void onJoinGroup(Client client, Group group) {
      lines.add("join " + name(client) + " " + group.size());
    }

    @Override
    public void onUnjoinGroup(Client client, Group group) {
      lines.add("unjoin " + name(client) + " " + group.size());
    }

    @Override
    public void onFailed(Client client, CloseCause cause) {
      lines.add("failed " + name(client));
    }

    @Override
    public void onUnpublish(Client client, Publication publication) {
      lines.add("unpublish " + name(client));
    }

    @Override
    public void onDisconnection(Client client) {
      lines.add("gone " + name(client));
    }

    private static String name(Client client) {
      return hex(client.peerId()).substring(0, 6);
    }
  }

  private final Diary diary = new Diary();
  private Bed bed = new Bed(diary);

  @Test
  void netGroupCheck3_bothFormsOfbothFormsOfJoiningLeadToTheSameGroup() {
    byte[] text = GROUPSPEC.getBytes(StandardCharsets.US_ASCII);
    byte[] id = HexFormat.of().parseHex(GROUPSPEC_ID);
    var byId = new Member().join(id);
    var old = new Member();
    var message = new ByteArrayOutputStream();
    message.write(1);
    message.write(text.length + 1);
    message.write(0x10);
    message.writeBytes(text);
    old.send(message.toByteArray());
    bed.settle();
    assertThat(bed.control.groups().count()).isEqualTo(1);
    assertThat(bed.control.groups().find(id).orElseThrow().size()).isEqualTo(2);
    assertThat(old.told).containsExactly(byId.id());
  }

  @Test
  void netGroupCheck4_newcomersMeetSixOthersAndNeverThemselves() {
    bed = new Bed(2, diary, ServerSettings.DEFAULT);
    var ids = new HashSet<String>();
    for (int others = 0; others < 50; others++) {
      var member = new Member().join(GROUP);
      bed.settle();
      assertThat(member.told)
          .hasSize(Math.min(others, 6))
          .doesNotHaveDuplicates()
          .doesNotContain(member.id())
          .isSubsetOf(ids);
      assertThat(member.flows).isEqualTo(others == 0 ? 0 : 1);
      ids.add(member.id());
    }
    assertThat(bed.control.groups().find(GROUP).orElseThrow().size()).isEqualTo(50);
    assertThat(bed.control.groups().all()).hasSize(1);
  }

  @Test
  void ringNeighboursAreToldOfTheNewcomer() {
    var members = new ArrayList<Member>();
    for (int i = 0; i < 10; i++) {
      members.add(new Member().join(GROUP));
      bed.settle();
    }
    members.forEach(member -> member.told.clear());
    var newcomer = new Member().join(GROUP);
    bed.settle();
    assertThat(members.stream().filter(member -> member.told.equals(List.of(newcomer.id()))))
        .hasSize(4);
    assertThat(members.stream().filter(member -> member.told.isEmpty())).hasSize(6);
  }

  enum Leaving {
    FLOW_CLOSED,
    OUR_FLOW_REJECTED,
    SESSION_CLOSED,
    SESSION_ABORTED,
    VANISHED
  }

  @ParameterizedTest
  @EnumSource
  void netGroupCheck5_memberIsGoneByEveryWayOfLeavingAndItIsToldOnce(Leaving way) {
    var stays = new Member().join(GROUP);
    bed.settle();
    var leaves = new Member().join(GROUP);
    bed.settle();
    diary.lines.clear();
    switch (way) {
      case FLOW_CLOSED -> leaves.flow().close();
      case OUR_FLOW_REJECTED -> leaves.serverFlow.orElseThrow().reject(0);
      case SESSION_CLOSED -> leaves.client.session().close();
      case SESSION_ABORTED -> leaves.client.session().abort();
      case VANISHED -> bed.kill(leaves.client);
    }
    bed.run(way == Leaving.VANISHED ? Duration.ofSeconds(150) : Duration.ofSeconds(2));
    bed.run(Duration.ofSeconds(2));
    String name = leaves.id().substring(0, 6);
    assertThat(diary.lines.stream().filter(line -> line.startsWith("unjoin")))
        .containsExactly("unjoin " + name + " 1");
    if (way == Leaving.VANISHED) {
      assertThat(diary.lines)
          .containsSubsequence("unjoin " + name + " 1", "failed " + name, "gone " + name);
    }
    var newcomer = new Member().join(GROUP);
    bed.settle();
    assertThat(newcomer.told).containsExactly(stays.id());
  }

  @Test
  void groupsAreLeftBeforePublicationsEndAndTheClientIsGone() {
    var member = new Member().join(GROUP);
    new Camera(member.client).publish("cat");
    bed.settle();
    diary.lines.clear();
    member.client.session().close();
    bed.settle();
    String name = member.id().substring(0, 6);
    assertThat(diary.lines)
        .containsExactly("unjoin " + name + " 0", "unpublish " + name, "gone " + name);
    assertThat(bed.control.groups().count()).isZero();
  }

  @Test
  void netGroupCheck6_virtualMemberIsAnnouncedUntilItIsReleased() {
    var member = new Member().join(GROUP);
    bed.settle();
    diary.lines.clear();
    GroupMember virtual = bed.control.groups().join(id(99), GROUP);
    bed.settle();
    assertThat(member.told).containsExactly(hex(id(99)));
    var newcomer = new Member().join(GROUP);
    bed.settle();
    assertThat(newcomer.told).containsExactlyInAnyOrder(member.id(), hex(id(99)));
    Group group = bed.control.groups().find(GROUP).orElseThrow();
    assertThat(group.size()).isEqualTo(2);
    assertThat(group.clients()).hasSize(2);
    assertThat(virtual.peerId()).isEqualTo(id(99));
    assertThat(virtual.groupId()).isEqualTo(GROUP);
    virtual.release();
    virtual.release();
    assertThat(diary.lines).hasSize(1);
    var later = new Member().join(GROUP);
    bed.settle();
    assertThat(later.told).doesNotContain(hex(id(99))).hasSize(2);
  }

  @Test
  void groupLivesWhileItHasAVirtualMember() {
    GroupMember virtual = bed.control.groups().join(id(99), GROUP);
    assertThat(bed.control.groups().count()).isEqualTo(1);
    bed.control.groups().find(GROUP).orElseThrow().attach("kept");
    var member = new Member().join(GROUP);
    bed.settle();
    member.flow().close();
    bed.settle();
    assertThat(bed.control.groups().find(GROUP).orElseThrow().attachment()).contains("kept");
    virtual.release();
    assertThat(bed.control.groups().count()).isZero();
    assertThat(diary.lines).hasSize(2);
  }

  @Test
  void netGroupCheck7_workOfAJoinDoesNotGrowWithTheGroup() {
    var posts = new ArrayList<ToLoop>();
    var control =
        new Control(ServerSettings.DEFAULT, diary, List.of(posts::add), new PacketBudget(1000));
    var groups = new ControlGroups(Application.ACCEPT_ALL);
    var members = new ArrayList<ControlClient>();
    int most = 0;
    for (int i = 0; i < 2000; i++) {
      var opened = new ToControl.Opened(i, 0, id(i), Bed.serverAddress(0), new ClientGauge());
      var client = new ControlClient(opened, control);
      client.reachableAt(List.of());
      members.add(client);
      posts.clear();
      groups.join(client, 3, GROUP);
      int told =
          posts.stream()
              .filter(ToLoop.GroupMembers.class::isInstance)
              .mapToInt(post -> ((ToLoop.GroupMembers) post).peerIds().size())
              .sum();
      most = Math.max(most, told);
      assertThat(told).isLessThanOrEqualTo(GroupRing.ACQUAINTANCES + 2 * GroupRing.NEIGHBOURS);
      if (i % 3 == 2) {
        groups.leave(members.get(i / 2), 3);
      }
    }
    assertThat(most).isEqualTo(10);
    members.forEach(groups::leaveAll);
    assertThat(groups.count()).isZero();
  }

  @Test
  void memberIsAnnouncedWhenItCanBeReachedAndNotBefore() {
    var first = new Member().join(GROUP);
    bed.settle();
    var shy = new Member(bed.client().connect());
    shy.join(GROUP);
    bed.settle();
    assertThat(shy.told).containsExactly(first.id());
    assertThat(first.told).isEmpty();
    assertThat(bed.control.groups().find(GROUP).orElseThrow().size()).isEqualTo(2);
    var second = new Member().join(GROUP);
    bed.settle();
    assertThat(second.told).containsExactly(first.id());
    first.told.clear();
    shy.tellAddresses();
    bed.settle();
    assertThat(first.told).containsExactly(shy.id());
  }

  @Test
  void silentMemberIsNotAnnouncedUntilItIsHeardAgain() {
    var first = new Member().join(GROUP);
    var second = new Member().join(GROUP);
    bed.settle();
    bed.network.cut(second.client.address(), second.client.server());
    // Its keep-alive stays out: it is asked, and does not answer.
    bed.run(Duration.ofSeconds(45));
    var third = new Member().join(GROUP);
    bed.settle();
    assertThat(third.told).containsExactly(first.id());
    first.told.clear();
    bed.network.heal(second.client.address(), second.client.server());
    bed.run(Duration.ofSeconds(3));
    assertThat(first.told).contains(second.id());
  }

  @Test
  void furtherJoinMessageMovesTheFlowToAnotherGroup() {
    var member = new Member().join(GROUP);
    bed.settle();
    member.send(GroupMessage.join(id(8)).toByteArray());
    bed.settle();
    assertThat(bed.control.groups().find(GROUP)).isEmpty();
    assertThat(bed.control.groups().find(id(8)).orElseThrow().size()).isEqualTo(1);
    String name = member.id().substring(0, 6);
    assertThat(diary.lines)
        .containsExactly("join " + name + " 1", "unjoin " + name + " 0", "join " + name + " 1");
  }

  @Test
  void clientThatJoinsTwiceCountsOnceAndLeavesWithItsLastFlow() {
    var member = new Member().join(GROUP);
    SendFlow first = member.flow();
    member.join(GROUP);
    bed.settle();
    assertThat(bed.control.groups().find(GROUP).orElseThrow().size()).isEqualTo(1);
    first.close();
    bed.settle();
    assertThat(bed.control.groups().count()).isEqualTo(1);
    member.flow().close();
    bed.settle();
    assertThat(bed.control.groups().count()).isZero();
    assertThat(diary.lines).hasSize(2);
  }

  @Test
  void malformedAndForeignMessagesAreDroppedAlone() {
    var member = new Member();
    for (String bad :
        List.of("", "01", "0121", "012115", "01ffffffff7f15", "0b00", "7f", "010110")) {
      member.send(HexFormat.of().parseHex(bad));
    }
    member.send(GroupMessage.member(id(5)).toByteArray());
    member.send(GroupMessage.join(GROUP).toByteArray());
    bed.settle();
    assertThat(bed.total(LoopStatistics::malformed)).isGreaterThanOrEqualTo(6);
    assertThat(bed.control.groups().find(GROUP)).isPresent();
    assertThat(member.client.session().isOpen()).isTrue();
  }

  @Test
  void mutatedGroupMessagesHarmNothing() {
    var random = new java.util.SplittableRandom(3);
    var stays = new Member().join(GROUP);
    var noisy = new Member().join(GROUP);
    bed.settle();
    byte[] join = GroupMessage.join(GROUP).toByteArray();
    for (int i = 0; i < 5000; i++) {
      byte[] mutated = java.util.Arrays.copyOf(join, random.nextInt(1, join.length + 3));
      for (int k = random.nextInt(4); k > 0; k--) {
        mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
      }
      noisy.send(mutated);
      if (i % 20 == 0) {
        bed.run(Duration.ofMillis(30));
      }
    }
    bed.run(Duration.ofSeconds(5));
    assertThat(noisy.client.session().isOpen()).isTrue();
    assertThat(bed.control.groups().count()).isBetween(1, 2);
    assertThat(bed.control.groups().find(GROUP).orElseThrow().clients())
        .extracting(client -> hex(client.peerId()))
        .contains(stays.id());
    assertThat(bed.total(LoopStatistics::malformed)).isPositive();
    noisy.client.session().close();
    bed.settle();
    assertThat(bed.control.groups().count()).isEqualTo(1);
  }

  @Test
  void groupFlowBeforeConnectingAndTooManyOfThemAreRefused() {
    var early = bed.client().open();
    var rejected = new ArrayList<Long>();
    early
        .session()
        .openFlow(
            new FlowMetadata.Group().toByteArray(),
            Optional.empty(),
            Priority.ROUTINE,
            rejections(rejected))
        .write(Payload.wrap(GroupMessage.join(GROUP).toByteArray()), Delivery.RELIABLE);
    bed.settle();
    assertThat(rejected).hasSize(1);
    var greedy = new Member();
    for (int i = 0; i <= ClientPeering.MAX_GROUPS; i++) {
      greedy.join(id(1000 + i));
    }
    bed.run(Duration.ofSeconds(3));
    assertThat(bed.control.groups().count()).isEqualTo(ClientPeering.MAX_GROUPS);
    assertThat(greedy.rejected).hasSize(1);
  }

  private static SendFlowListener rejections(List<Long> rejected) {
    return new SendFlowListener() {
      @Override
      public void onException(SendFlow flow, long code) {
        rejected.add(flow.id());
      }
    };
  }

  /** A client that joins groups and writes down whom it is told of. */
  private final class Member {
    final TestClient client;
    final List<String> told = new ArrayList<>();
    final List<Long> rejected = new ArrayList<>();
    Optional<RecvFlow> serverFlow = Optional.empty();
    int flows;
    private Optional<SendFlow> flow = Optional.empty();

    Member() {
      this(bed.client().connect());
      tellAddresses();
    }

    Member(TestClient client) {
      this.client = client;
      client.otherFlows = this::accept;
    }

    void tellAddresses() {
      client.command(0, "setPeerInfo", AmfValue.of("10.1.2.3:4000"));
    }

    String id() {
      return hex(client.peerId());
    }

    Member join(byte[] groupId) {
      flow = Optional.empty();
      send(GroupMessage.join(groupId).toByteArray());
      return this;
    }

    SendFlow flow() {
      return flow.orElseThrow();
    }

    void send(byte[] message) {
      if (flow.isEmpty()) {
        bed.settle();
        flow =
            Optional.of(
                client
                    .session()
                    .openFlow(
                        new FlowMetadata.Group().toByteArray(),
                        client.serverControl(),
                        Priority.ROUTINE,
                        rejections(rejected)));
      }
      flow().write(Payload.wrap(message), Delivery.RELIABLE);
    }

    private RecvFlowListener accept(RecvFlow from) {
      flows++;
      assertThat(from.metadata()).isEqualTo(new FlowMetadata.Group().toByteArray());
      assertThat(from.inReturnTo()).isEqualTo(flow);
      serverFlow = Optional.of(from);
      return (_, message) -> told.add(peerId(message));
    }

    private String peerId(Payload message) {
      byte[] bytes = message.bytes();
      assertThat(bytes[0]).isEqualTo((byte) MessageType.GROUP_MEMBER);
      try {
        return hex(GroupMessage.read(bytes, 0, bytes.length).identity());
      } catch (MalformedException e) {
        throw new AssertionError("the server wrote something malformed", e);
      }
    }
  }

  private static byte[] id(int number) {
    byte[] id = new byte[32];
    id[0] = (byte) number;
    id[1] = (byte) (number >> 8);
    return id;
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
