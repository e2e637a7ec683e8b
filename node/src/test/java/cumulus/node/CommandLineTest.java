package cumulus.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineTest {
  @TempDir private Path directory;

  private static void fails(int code, String message, String... arguments) throws Exception {
    Program program = Program.start(arguments);
    assertThat(program.exitCode()).isEqualTo(code);
    assertThat(program.err().strip())
        .contains(message)
        .doesNotContain("\n")
        .doesNotContain("Exception");
  }

  @Test
  void configurationCheck14_helpPrintsTheOptions() throws Exception {
    Program program = Program.start("--help");
    assertThat(program.exitCode()).isZero();
    assertThat(program.out())
        .contains("--config", "--dir", "--log", "--dump", "--pidfile", "publish", "play");
    Program ofPublish = Program.start("publish", "--help");
    assertThat(ofPublish.exitCode()).isZero();
    assertThat(ofPublish.out()).contains("--loop", "rtmfp://");
  }

  @Test
  void versionIsPrinted() throws Exception {
    Program program = Program.start("--version");
    assertThat(program.exitCode()).isZero();
    assertThat(program.out()).startsWith("Cumulus ");
  }

  @Test
  void configurationCheck12_aBadPortIsFatal() throws Exception {
    String dir = directory.toString();
    fails(78, "FATAL  command line: port = x", "--dir", dir, "--port", "x");
    Path file = directory.resolve("CumulusServer.ini");
    Files.writeString(file, "; comment\nport=70000\n");
    fails(78, "line 2: port = 70000: must be a number from 0 to 65535", "--dir", dir);
    fails(78, "cannot read", "--dir", dir, "--config", directory.resolve("none.ini").toString());
  }

  @Test
  void wrongCommandLinesAreExplained() throws Exception {
    fails(2, "--prot", "--prot", "5");
    fails(2, "FILE.flv", "publish");
    fails(2, "'--log': must be 0 to 8", "--dir", directory.toString(), "--log", "9");
    fails(2, "'--dump': must be outside, middle or all", "--dump=inside");
    fails(2, "is no RTMFP URL", "play", "http://localhost/live/x");
    fails(2, "name of a stream", "play", "rtmfp://localhost/live/");
    fails(2, "--dh-group 2, 5 or 14", "play", "rtmfp://localhost/live/x", "--dh-group", "3");
    fails(2, "copy it as a whole", "play", "rtmfp://localhost/live/x", "--group", "G:0");
  }

  @Test
  void filesThatCannotBePublishedAreExplained() throws Exception {
    String url = "rtmfp://localhost/live/x";
    fails(1, "there is no file", "publish", directory.resolve("none.flv").toString(), url);
    fails(1, "is a folder", "publish", directory.toString(), url);
    Path text = Files.writeString(directory.resolve("text.flv"), "this is no film at all");
    fails(1, "no FLV file", "publish", text.toString(), url);
    Path empty = directory.resolve("empty.flv");
    Files.write(empty, new byte[] {'F', 'L', 'V', 1, 5, 0, 0, 0, 9, 0, 0, 0, 0});
    fails(1, "holds no audio or video", "publish", empty.toString(), url);
  }

  @Test
  void aPlaceThatCannotBeWrittenIsExplainedBeforeConnecting() throws Exception {
    String file = directory.resolve("none").resolve("x.flv").toString();
    fails(1, "choose a file in a folder that exists", "play", "rtmfp://localhost/a/b", "-o", file);
  }
}
