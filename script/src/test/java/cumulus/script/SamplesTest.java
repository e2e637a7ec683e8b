package cumulus.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The applications of samples/www do what their first lines promise. Told as in {@link DocsTest}.
 */
class SamplesTest {
  private static final Path SAMPLES = Path.of("..", "samples", "www");

  @TempDir private Path directory;

  /** A block with a file of the samples, for a story. */
  private static String sample(String file) {
    try {
      return "```lua\n-- www/" + file + "\n" + Files.readString(SAMPLES.resolve(file)) + "```\n";
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void runs(String story) {
    var page = DocPage.parse("sample", story);
    assertThat(page.sections())
        .singleElement()
        .satisfies(section -> assertThat(DocStory.run(page, section, directory)).isEmpty());
  }

  @Test
  void peopleChatInRoomsAndStayInThemOverAReload() {
    runs(
        sample("chat/main.lua")
            + """
            ```client
            ann connects chat?room=tea "Ann"
            ann was told               --> people=["Ann"] --> room="tea"
            bob connects chat?room=tea "Bob"
            tom connects chat?room=tea "Ann"  --> rejected (Ann is taken)
            tom connects chat?room=tea        --> rejected (a nick of letters and digits, please)
            eve connects chat "Eve"
            eve was told               --> people=["Eve"] --> room="lobby"
            ann hears                  --> came("Bob")
            bob sends say "hi"
            ann hears                  --> said("Bob","hi")
            bob hears                  --> said("Bob","hi")
            bob calls names            --> ["Ann","Bob"]
            bob calls whisper "Ann", "psst"  --> TRUE
            bob calls whisper "Eve", "psst"  --> error NetConnection.Call.Failed (nobody is called Eve)
            ann hears                  --> whispered("Bob","psst")
            bob hears
            eve hears
            ```
            """
            + sample("chat/main.lua").replace("-- A chat", "-- The same chat")
            + """
            ```client
            ann sends say "still here?"
            bob hears                  --> said("Ann","still here?")
            bob leaves
            ann hears                  --> said("Ann","still here?") --> left("Bob")
            ```
            """);
  }
}
