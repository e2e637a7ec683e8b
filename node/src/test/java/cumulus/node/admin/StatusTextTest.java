package cumulus.node.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StatusTextTest {
  private static StatusReport report(StatusReport.Loop loop, boolean isApplicationAnswering) {
    return new StatusReport(
        new StatusReport.Server("1.0", 4711, "UDP port 1935", "/srv/cumulus", 93_784),
        List.of(loop),
        new StatusReport.Application(isApplicationAnswering, 0.2, 5, 0, 0, 2, 1, 1, 0, 0),
        3,
        new StatusReport.Memory(50_000_000, 1_000_000_000, 0),
        List.of(
            new StatusReport.Drop("CHECKSUM", 0, "damaged"),
            new StatusReport.Drop("COOKIE", 7, "not proven")),
        new StatusReport.Listing<>(List.of(), 0),
        new StatusReport.Listing<>(
            List.of(
                new StatusReport.Publication(
                    "evil\u001b[2J\nname", "0.1", 61, 1_250_000, 10, 5, 0.015, 1, 2, 30)),
            4),
        new StatusReport.Listing<>(
            List.of(
                new StatusReport.Subscriber("a", "0.2", 0, 0, 0, true, false, true, true),
                new StatusReport.Subscriber("b", "0.3", 1_500, 20, 9, false, true, true, true),
                new StatusReport.Subscriber("c", "0.4", 0, 0, 0, false, true, false, false)),
            0),
        new StatusReport.Listing<>(List.of(), 0),
        "INFO",
        List.of());
  }

  private static StatusReport.Loop loop(boolean isAnswering) {
    return new StatusReport.Loop(
        "rtmfp-0", isAnswering, 0.5, 1, 2, 3, 0, 9, 0, 0, 2, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  @Test
  void figuresAreShownWithUnits() {
    String text = StatusText.of(report(loop(true), true));
    assertThat(text)
        .contains("process 4711, up 1 d 2:03:04, listens on UDP port 1935, folder /srv/cumulus")
        .contains("heap 50.0 MB of at most 1.0 GB, process unknown")
        .contains("answers in 0.2 ms, 5 posts wait")
        .contains("1.3 Mbit/s", "1.5 %", "0:01:01", "and 4 more")
        .contains("COOKIE", "not proven")
        .doesNotContain("CHECKSUM", "Sessions", "Names that nobody publishes");
    assertThat(text.lines().filter(line -> line.startsWith("  ")))
        .contains("  a     0.2         0 B  0.0 ms               0  paused")
        .contains("  b     0.3      1.5 kB   20 ms               9  waits for a key frame")
        .contains(
            "  c     0.4         0 B  0.0 ms               0  plays without audio without video");
  }

  @Test
  void threadsThatDoNotAnswerAreShouted() {
    assertThat(StatusText.of(report(loop(false), false))).contains("NOT", "DOES NOT ANSWER");
  }

  @Test
  void namesOfClientsCannotPlayWithTheTerminal() {
    assertThat(StatusText.of(report(loop(true), true)))
        .contains("evil?[2J?name")
        .doesNotContain("\u001b");
  }

  @Test
  void aReportSurvivesItsJson() {
    StatusReport report = report(loop(true), true);
    String json = Json.MAPPER.writeValueAsString(report);
    assertThat(Json.MAPPER.readValue(json, StatusReport.class)).isEqualTo(report);
  }
}
