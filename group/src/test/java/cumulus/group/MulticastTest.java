package cumulus.group;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.testkit.Seeds;
import java.time.Duration;
import java.util.List;

/** Streams in a group of 31. */
final class MulticastTest {
  private static final int MEMBERS = 30;

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
}
