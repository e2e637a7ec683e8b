package cumulus.node.admin;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.rtmfp.trace.CloseCause;
import cumulus.rtmfp.trace.DropReason;
import cumulus.rtmfp.trace.TraceEvent;
import cumulus.server.DomainEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page for operators knows everything that they can meet. */
class OperatingPageTest {
  private final String page = read();

  private static String read() {
    // Maven runs tests in the folder of their module.
    Path root = Path.of(Files.exists(Path.of("mvnw")) ? "." : "..");
    try {
      return Files.readString(root.resolve("docs").resolve("operating.md"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void everyDropReasonStandsThereWithItsMeaning() {
    for (DropReason reason : DropReason.values()) {
      assertThat(page).contains("| `" + reason + "` | " + DropMeaning.of(reason) + " |");
    }
  }

  @Test
  void everyEventStandsThere() {
    Stream.of(
            Stream.of(TraceEvent.class.getPermittedSubclasses()),
            Stream.of(DomainEvent.class.getPermittedSubclasses()),
            Stream.of(
                Tracing.TraceBegan.class,
                Tracing.TraceEnded.class,
                TraceWriter.EventsLeftOut.class))
        .flatMap(kinds -> kinds)
        .forEach(kind -> assertThat(page).contains("`" + kind.getSimpleName() + "`"));
  }

  @Test
  void everyCauseOfAnEndStandsThere() {
    for (Class<?> cause : CloseCause.class.getPermittedSubclasses()) {
      assertThat(page).containsPattern("SessionClosed.*" + cause.getSimpleName());
    }
  }

  @Test
  void boundsStandThere() {
    assertThat(page)
        .contains("at most " + AdminSocket.MAX_REQUEST + " bytes")
        .contains("At most " + AdminSocket.MAX_CONNECTIONS + " connections")
        .contains("at most " + AdminSocket.TIME.toSeconds() + " seconds")
        .contains("(" + AdminSocket.MAX_PATH + " bytes")
        .contains("at most " + AdminRequests.MAX_DUMP_SECONDS);
  }
}
