package cumulus.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client in Python that shares no code with the project asks our server its questions. */
@Execution(ExecutionMode.CONCURRENT)
final class ForeignClientTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"0", "3"})
  void aForeignClientPublishesPlaysAndPauses(String encoding) throws Exception {
    String python = Programs.python();
    try (var server = ServerProcess.start(folder)) {
      String answers = probe(python, server, encoding, "streams");
      assertThat(answers).doesNotContain("stopped:");
      assertThat(section(answers, "publish", "play")).contains("NetStream.Publish.Start");
      assertThat(section(answers, "play", "media"))
          .containsSubsequence(
              "b'\\x00\\x00\\x00\\x00\\x00\\x01'", "NetStream.Play.Reset", "NetStream.Play.Start");
      String media = section(answers, "media at B", "pause");
      assertThat(media)
          .contains("onMeta", "onMeta12", "\\xaf\\x01aud", "\\x17\\x01\\x00\\x00\\x00vid");
      assertThat(media).contains("3".equals(encoding) ? " 0f00000000 " : " 1200000000 ");
      assertThat(section(answers, "pause", "unpause")).contains("NetStream.Pause.Notify");
      assertThat(section(answers, "unpause", "seek")).contains("NetStream.Unpause.Notify");
      assertThat(section(answers, "seek", "buffertime")).contains("NetStream.Seek.InvalidTime");
      assertThat(answers).contains("NetStream.Play.UnpublishNotify", "NetStream.Unpublish.Success");
      assertThat(section(answers, "unknown method", "GC join"))
          .contains("NetConnection.Call.Failed");
      assertThat(answers).contains("ping [('0x41', b'hello')]").contains("close ['0x4c']");
      assertThat(server.stop()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "3"})
  void aForeignClientTriesTheTraps(String encoding) throws Exception {
    String python = Programs.python();
    try (var server = ServerProcess.start(folder)) {
      String answers = probe(python, server, encoding, "traps");
      assertThat(answers).doesNotContain("stopped:");
      assertThat(line(answers, "buffer probe:")).contains("('0x51', '02ff7f01')");
      assertThat(line(answers, "assoc to unknown flow:")).contains("('0x5e', '0900'), ('0x51'");
      assertThat(line(answers, "unknown metadata:")).contains("('0x5e', '0900'), ('0x51'");
      assertThat(line(answers, "ABN chunk:")).contains("0x51");
      assertThat(line(answers, "fragments with 0x11 chunks:")).contains("5f6572726f72");
      assertThat(answers).contains("RIKeying repeats identical: 2 1");
      assertThat(line(answers, "cookie from other port:")).contains("0x79");
      String addresses = probe(python, server, encoding, "mobility");
      assertThat(addresses).doesNotContain("stopped:");
      assertThat(addresses).contains("cookie change old matches True new len 64");
      assertThat(addresses).contains("then ['0x78']");
    }
  }

  private static String probe(String python, ServerProcess server, String encoding, String part)
      throws Exception {
    String script = Programs.script("interop_probe.py");
    return Programs.run(90, python, script, String.valueOf(server.port()), encoding, part);
  }

  private static String line(String answers, String start) {
    return answers.lines().filter(each -> each.strip().startsWith(start)).findFirst().orElse("");
  }

  private static String section(String answers, String from, String to) {
    var matcher =
        Pattern.compile("-- " + from + "\n(.*?)\n  -- " + to, Pattern.DOTALL).matcher(answers);
    assertThat(matcher.find()).as("section " + from + " of:\n" + answers).isTrue();
    return matcher.group(1);
  }
}
