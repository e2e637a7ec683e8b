package cumulus.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import cumulus.flash.group.Groupspec;
import cumulus.flash.group.PeerMessageType;
import cumulus.testkit.Seeds;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Streams in a group of 31. */
final class MulticastTest {
  private static final int MEMBERS = 30;

  private static final int MESSAGES_PER_SECOND = 68;

  /** What the window allows. */
  private static final long WINDOW_NANOS = StreamSettings.DEFAULT.window().toNanos();

  @Seeds(12)
  void everyMemberGetsEveryFrameWithinTheWindow(long seed) {
    var mesh = new SimMesh(seed);
    mesh.loss = seed % 2 == 0 ? 0 : 0.03;
    SimMember publisher = mesh.member().join();
    List<SimMember> members = mesh.join(MEMBERS);
    mesh.run(Duration.ofSeconds(30));
    var film = new Film(mesh, publisher);
    List<Film.Viewer> viewers = members.stream().map(m -> film.new Viewer(m, "film")).toList();
    film.publish("film").start();
    mesh.run(Duration.ofSeconds(30));
    film.stop();
    mesh.run(Duration.ofSeconds(10));
    for (int i = 0; i < viewers.size(); i++) {
      Film.Viewer viewer = viewers.get(i);
      assertThat(viewer.missing()).as("viewer " + i).isEmpty();
      assertThat(viewer.numbers).isSorted().doesNotHaveDuplicates();
      assertThat(viewer.worstNanos).isLessThan(WINDOW_NANOS);
      assertThat(viewer.gaps).isZero();
      assertThat(List.of(viewer.videoHeaders, viewer.audioHeaders, viewer.starts, viewer.ends))
          .containsOnly(1);
      assertThat(members.get(i).malformed).isEmpty();
    }
  }

  /** Trap 20: without codec headers within the stream nobody who comes later can decode. */
  @Seeds(6)
  void whoComesLaterStartsWithHeadersAndAKeyFrame(long seed) {
    var mesh = new SimMesh(seed);
    mesh.loss = seed % 2 == 0 ? 0 : 0.03;
    SimMember publisher = mesh.member().join();
    mesh.join(8);
    mesh.run(Duration.ofSeconds(20));
    var film = new Film(mesh, publisher).publish("film").start();
    mesh.members.values().stream()
        .filter(member -> member != publisher)
        .forEach(member -> film.new Viewer(member, "film"));
    mesh.run(Duration.ofSeconds(25));
    SimMember late = mesh.member().join();
    Film.Viewer viewer = film.new Viewer(late, "film");
    int before = film.count();
    mesh.run(Duration.ofSeconds(20));
    film.stop();
    mesh.run(Duration.ofSeconds(10));
    assertThat(viewer.firstVideo).startsWith(0x17, 0, 0x17, 1);
    // The next key frame is at most two seconds away; what follows it is complete.
    assertThat(viewer.missing()).allMatch(number -> number < before + 3 * MESSAGES_PER_SECOND);
    assertThat(viewer.numbers).isSorted().doesNotHaveDuplicates();
    assertThat(List.of(viewer.videoHeaders, viewer.audioHeaders)).containsOnly(1);
    assertThat(viewer.gaps).isZero();
  }

  @Seeds(6)
  void membersThatLeaveOrVanishTakeNothingFromTheOthers(long seed) {
    var mesh = new SimMesh(seed);
    mesh.loss = 0.01;
    SimMember publisher = mesh.member().join();
    List<SimMember> members = mesh.join(MEMBERS);
    mesh.run(Duration.ofSeconds(30));
    var film = new Film(mesh, publisher);
    List<Film.Viewer> viewers = members.stream().map(m -> film.new Viewer(m, "film")).toList();
    film.publish("film").start();
    for (int gone = 0; gone < 10; gone++) {
      mesh.run(Duration.ofSeconds(3));
      if (gone % 2 == 0) {
        members.get(gone).kill(0);
      } else {
        members.get(gone).leave();
      }
    }
    mesh.run(Duration.ofSeconds(10));
    film.stop();
    mesh.run(Duration.ofSeconds(10));
    for (Film.Viewer viewer : viewers.subList(10, MEMBERS)) {
      assertThat(viewer.missing()).isEmpty();
      assertThat(viewer.gaps).isZero();
      assertThat(viewer.worstNanos).isLessThan(WINDOW_NANOS);
    }
  }

  @Test
  void theEndOfAStreamIsToldOnceAndItsMemoryIsFreed() {
    var mesh = new SimMesh(10);
    SimMember publisher = mesh.member().join();
    List<SimMember> members = mesh.join(6);
    mesh.run(Duration.ofSeconds(20));
    var film = new Film(mesh, publisher);
    List<Film.Viewer> viewers =
        members.subList(0, 4).stream().map(m -> film.new Viewer(m, "film")).toList();
    film.publish("film").start();
    mesh.run(Duration.ofSeconds(10));
    film.stop();
    mesh.run(Duration.ofSeconds(1));
    assertThat(viewers).allMatch(viewer -> viewer.ends == 1 && viewer.missing().isEmpty());
    mesh.run(Duration.ofSeconds(15));
    for (SimMember member : members) {
      assertThat(member.events).containsOnlyOnce("publish film", "unpublish film");
      assertThat(member.links()).allSatisfy(MulticastTest::assertNoStreamFlows);
    }
  }

  private static void assertNoStreamFlows(SimLink link) {
    assertThat(link.flows)
        .filteredOn(SimFlow::isOpen)
        .allMatch(flow -> flow.type() == PeerMessageType.FLOW_REPORT);
  }

  /** Who does not play a stream neither gets it nor passes it on. */
  @Test
  void whoDoesNotPlayGetsNothing() {
    var mesh = new SimMesh(11);
    SimMember publisher = mesh.member().join();
    List<SimMember> members = mesh.join(6);
    mesh.run(Duration.ofSeconds(20));
    var film = new Film(mesh, publisher).publish("film").start();
    Film.Viewer viewer = film.new Viewer(members.getFirst(), "film");
    Film.Viewer other = film.new Viewer(members.get(1), "another film");
    mesh.run(Duration.ofSeconds(10));
    viewer.playback().close();
    mesh.run(Duration.ofSeconds(1));
    int seen = viewer.numbers.size();
    long sent = mediaBytes(publisher);
    mesh.run(Duration.ofSeconds(5));
    assertThat(seen).isPositive();
    assertThat(viewer.numbers).hasSize(seen);
    assertThat(viewer.ends).isZero();
    assertThat(other.numbers).isEmpty();
    assertThat(mediaBytes(publisher)).isEqualTo(sent);
    assertThat(members).allMatch(member -> mediaBytes(member) == 0);
    // It can be played again.
    Film.Viewer again = film.new Viewer(members.getFirst(), "film");
    mesh.run(Duration.ofSeconds(5));
    assertThat(again.numbers).isNotEmpty();
  }

  private static long mediaBytes(SimMember member) {
    return member.links().stream().mapToLong(link -> link.mediaBytes).sum();
  }

  @Test
  void aNewPublisherOfTheNameTakesOverFromOneThatVanished() {
    var mesh = new SimMesh(12);
    List<SimMember> members = mesh.join(6);
    mesh.run(Duration.ofSeconds(20));
    var film = new Film(mesh, members.getFirst()).publish("film").start();
    Film.Viewer viewer = film.new Viewer(members.get(5), "film");
    mesh.run(Duration.ofSeconds(10));
    members.getFirst().kill(0);
    film.cut();
    mesh.run(Duration.ofSeconds(2));
    int seen = viewer.numbers.size();
    var second = new Film(mesh, members.get(1)).publish("film").start();
    mesh.run(Duration.ofSeconds(10));
    assertThat(viewer.starts).isEqualTo(2);
    assertThat(viewer.ends).isEqualTo(1);
    assertThat(viewer.numbers.size()).isGreaterThan(seen + 5 * MESSAGES_PER_SECOND);
    second.stop();
    mesh.run(Duration.ofSeconds(10));
    assertThat(viewer.ends).isEqualTo(2);
  }

  @Test
  void aPausedPublisherGoesOnWhereItStopped() {
    var mesh = new SimMesh(13);
    List<SimMember> members = mesh.join(6);
    mesh.run(Duration.ofSeconds(20));
    var film = new Film(mesh, members.getFirst()).publish("film").start();
    Film.Viewer viewer = film.new Viewer(members.get(5), "film");
    mesh.run(Duration.ofSeconds(10));
    film.cut();
    mesh.run(Duration.ofSeconds(60));
    int seen = viewer.numbers.size();
    film.goOn();
    mesh.run(Duration.ofSeconds(10));
    assertThat(seen).isEqualTo(viewer.numbers.size() - viewer.numbersSince(seen));
    assertThat(viewer.numbersSince(seen)).isGreaterThan(5 * MESSAGES_PER_SECOND);
    assertThat(viewer.starts).isEqualTo(1);
    assertThat(viewer.ends).isZero();
  }

  @Test
  void aGroupWithoutMulticastHasNoStreams() {
    var mesh = new SimMesh(14);
    Groupspec spec = Groupspec.named("posts").posting().serverChannel().build();
    SimMember member = mesh.member(spec).join();
    assertThatIllegalStateException()
        .isThrownBy(
            () -> member.act(group -> group.publish(mesh.now(), "a", StreamSettings.DEFAULT)))
        .withMessageContaining("multicast");
  }

  @Test
  void streamsOfOneMemberAreBounded() {
    var mesh = new SimMesh(15);
    List<SimMember> two = mesh.join(2);
    mesh.run(Duration.ofSeconds(5));
    for (int i = 0; i < Streams.MAX_PUBLICATIONS; i++) {
      String name = "film " + i;
      two.getFirst().act(group -> group.publish(mesh.now(), name, StreamSettings.DEFAULT));
    }
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                two.getFirst()
                    .act(group -> group.publish(mesh.now(), "more", StreamSettings.DEFAULT)));
    for (int i = 0; i < Streams.MAX_PLAYBACKS; i++) {
      two.get(1).act(group -> group.play(mesh.now(), "other", (_, _, _, _, _) -> {}));
    }
    assertThatIllegalStateException()
        .isThrownBy(
            () -> two.get(1).act(group -> group.play(mesh.now(), "more", (_, _, _, _, _) -> {})));
  }
}
