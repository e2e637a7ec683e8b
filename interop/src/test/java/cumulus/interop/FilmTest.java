package cumulus.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A film that ffmpeg made goes through our programs, each a process of its own, and comes out as it
 * went in.
 */
final class FilmTest {
  private static final int SECONDS = 8;
  private static final int PLAYERS = 3;

  @TempDir Path folder;

  @Test
  void whatIsPublishedIsPlayedUnchangedAndALateJoinerCanDecode() throws Exception {
    Programs.needFfmpeg();
    Film film = Film.make(folder.resolve("film.flv"), SECONDS);
    var children = new ArrayList<Child>();
    try (var server = ServerProcess.start(folder)) {
      String url = server.url("live/film");
      var recordings = new ArrayList<Film>();
      for (int i = 0; i < PLAYERS; i++) {
        recordings.add(play(children, url, "recorded" + i + ".flv"));
      }
      Child publisher =
          Child.start(folder, Programs.cumulus(folder, "publish", film.file().toString(), url));
      children.addFirst(publisher);
      Path first = recordings.getFirst().file();
      publisher.await("media in " + first, () -> size(first) > 0);
      Film late = play(children, url, "late.flv");
      for (Child each : children) {
        assertThat(each.exitCode()).as(each.output()).isZero();
      }
      for (Film recorded : recordings) {
        for (boolean isVideo : List.of(true, false)) {
          assertThat(recorded.frames(isVideo)).isEqualTo(film.frames(isVideo));
        }
        assertThat(recorded.md5("v")).startsWith("MD5=").isEqualTo(film.md5("v"));
        assertThat(recorded.md5("a")).startsWith("MD5=").isEqualTo(film.md5("a"));
      }
      late.assertBeginsDecodably();
      assertThat(late.frames(true)).hasSizeBetween(3, film.frames(true).size() - 1);
      assertThat(late.complaints()).isEmpty();
      assertThat(server.stop()).isZero();
    } finally {
      children.forEach(Child::close);
    }
  }

  /** Starts a player, and waits until the server lets it play: then it opens its file. */
  private Film play(List<Child> children, String url, String name) throws Exception {
    Path file = folder.resolve(name);
    Child player =
        Child.start(folder, Programs.cumulus(folder, "play", url, "-o", file.toString()));
    children.add(player);
    player.await("file " + name, () -> Files.exists(file));
    return new Film(file);
  }

  private static long size(Path file) {
    return file.toFile().length();
  }
}
