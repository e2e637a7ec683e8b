package cumulus.node;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.node.bench.CpuUse;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static Figures row(long lost, OptionalDouble micros, double load) {
    return new Figures()
        .count("lost", "lost", lost)
        .count("", "sent", 7)
        .cpu("us/msg", new CpuUse(micros, micros, load));
  }

  @Test
  void rowsStandUnderTheirHeadsAndAVoidOneIsMarked() throws CommandFailure {
    var bytes = new ByteArrayOutputStream();
    var report =
        new Report(new PrintStream(bytes, true, StandardCharsets.UTF_8), new BenchOptions());
    report.row(row(0, OptionalDouble.of(2.04), 0.5));
    report.row(row(12345678, OptionalDouble.empty(), 0.95));
    report.end("lost: never came");
    assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "   lost  us/msg  server    load",
            "      0     2.0    2.04    0.50",
            " 12345678       -       -    0.95  VOID",
            "lost: never came; server, load: cores used",
            "VOID: the load used more than 90 % of a core, so the figures are its own. Take fewer"
                + " clients or a lower rate");
  }

  @Test
  void programsReadEveryFigure() {
    assertThat(row(1, OptionalDouble.empty(), 0.95).json())
        .isEqualTo(
            "{\"lost\": 1, \"sent\": 7, \"serverMicros\": null, \"serverCores\": null,"
                + " \"loadCores\": 0.950, \"void\": true}");
  }
}
