package cumulus.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckTest {
  @TempDir private Path directory;

  private List<String> check(int exitCode, String... lines) throws Exception {
    Path file = directory.resolve("CumulusServer.ini");
    Files.write(file, List.of(lines));
    Program program = Program.start("check", "--dir", directory.toString());
    assertThat(program.exitCode()).as(program.out() + program.err()).isEqualTo(exitCode);
    assertThat(program.err()).isEmpty();
    return program.out().replace(directory.toString(), "DIR").lines().toList();
  }

  @Test
  void goodSettingsAreNothingToComplainOf() throws Exception {
    assertThat(check(0, "port=1935", "[mine]", "anything=1"))
        .containsExactly("DIR/CumulusServer.ini: nothing to complain of");
    assertThat(directory.resolve("logs")).doesNotExist();
  }

  @Test
  void noFileIsFine() throws Exception {
    Program program = Program.start("check", "--dir", directory.toString());
    assertThat(program.exitCode()).isZero();
    assertThat(program.out()).contains("no CumulusServer.ini in", "nothing to complain of");
  }

  @Test
  void everyProblemIsSaidWithFileAndLine() throws Exception {
    assertThat(
            check(
                78,
                "port=x",
                "host=203.0.113.7",
                "; fine",
                "[limits]",
                "sessions=0",
                "sesions=1",
                "[logs",
                "loop=${limits.loop}",
                "[logs]",
                "directory=CumulusServer.ini/logs"))
        .containsExactly(
            "ERROR  DIR/CumulusServer.ini line 7: \"[logs\" misses its closing bracket ]",
            "ERROR  DIR/CumulusServer.ini line 8: the references of \"limits.loop\" lead back to"
                + " themselves",
            "ERROR  DIR/CumulusServer.ini line 1: port = x: must be a number from 0 to 65535",
            "ERROR  DIR/CumulusServer.ini line 5: limits.sessions = 0: must be a number from 1 to"
                + " 1000000",
            "WARN  DIR/CumulusServer.ini line 6: there is no key limits.sesions; is"
                + " limits.sessions meant?",
            "WARN  DIR/CumulusServer.ini line 8: there is no key limits.loop; is limits.sessions"
                + " meant?",
            "ERROR  host = 203.0.113.7: must be an IPv4 or IPv6 address of this machine",
            "ERROR  cannot write in DIR/CumulusServer.ini/logs: DIR/CumulusServer.ini is no"
                + " folder; choose another with logs.directory",
            "DIR/CumulusServer.ini: 6 errors, 2 warnings");
  }

  @Test
  void warningsAloneAreNoFailure() throws Exception {
    assertThat(check(0, "limits.helorate=100"))
        .containsExactly(
            "WARN  DIR/CumulusServer.ini line 1: there is no key limits.helorate; is"
                + " limits.helloRate meant?",
            "DIR/CumulusServer.ini: 0 errors, 1 warning");
  }

  @Test
  void aFileThatIsNotThereIsOneLine() throws Exception {
    Program program = Program.start("check", "--config", directory.resolve("x.ini").toString());
    assertThat(program.exitCode()).isEqualTo(78);
    assertThat(program.err()).startsWith("FATAL  cannot read ").hasLineCount(1);
  }
}
