package cumulus.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import cumulus.rtmfp.PacketTarget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Lets Jazzer look for input that hurts: ten seconds over everything, or by hand {@code
 * -Dfuzz.target=packet -Dfuzz.seconds=3600}. What it found interesting stays in {@code
 * target/fuzz/corpus}, what hurt in {@code target/fuzz}.
 */
final class JazzerTest {
  private static final int SECONDS = Integer.getInteger("fuzz.seconds", 10);
  private static final String TARGET = System.getProperty("fuzz.target", "");
  private static final int SLACK_SECONDS = 120;
  private static final Path FOLDER = Path.of("target", "fuzz").toAbsolutePath();

  @Test
  void nothingThatJazzerFindsHurts() throws IOException, InterruptedException {
    assertThat(TARGET.isEmpty() || FuzzTarget.NAMES.contains(TARGET))
        .as("fuzz.target is one of " + FuzzTarget.NAMES)
        .isTrue();
    Path corpus = Files.createDirectories(FOLDER.resolve("corpus").resolve("of-" + TARGET));
    seed(corpus);
    Path log = FOLDER.resolve("log");
    var process =
        new ProcessBuilder(command(corpus))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertThat(process.waitFor(SECONDS + SLACK_SECONDS, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
    assumeFalse(
        lines.stream().anyMatch(line -> line.contains("UnsatisfiedLinkError")),
        "skipped: Jazzer has no native library for this system");
    String tail = String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
    assertThat(process.exitValue()).as(tail).isZero();
    assertThat(tail).contains("Done ");
    System.out.println(lines.getLast());
  }

  private static List<String> command(Path corpus) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx1g",
        "-XX:+UseSerialGC",
        "-XX:+EnableDynamicAgentLoading",
        "--enable-native-access=ALL-UNNAMED",
        "-Dfuzz.target=" + TARGET,
        "-cp",
        System.getProperty("java.class.path"),
        "com.code_intelligence.jazzer.Jazzer",
        "--target_class=" + FuzzTarget.class.getName(),
        "--instrumentation_includes=cumulus.rtmfp.**:cumulus.flash.**:cumulus.node.**",
        "--reproducer_path=" + FOLDER,
        "-artifact_prefix=" + FOLDER + "/",
        "-max_total_time=" + SECONDS,
        "-max_len=4096",
        "-seed=1",
        corpus.toString());
  }

  /** Good input to begin with. */
  private static void seed(Path corpus) throws IOException {
    var seeds = new ArrayList<List<byte[]>>();
    seeds.add(PacketTarget.seeds());
    seeds.add(bytes("0002000261620003000161050000090a000000010500", "011109070106036106000401"));
    seeds.add(
        bytes("464c560105000000090000000008000002000014000000 00af010000000d".replace(" ", "")));
    seeds.add(List.of("[a]\nport=1\nb=${a.port}\n".getBytes(StandardCharsets.UTF_8)));
    for (int target = 0; target < seeds.size(); target++) {
      boolean isChosen = FuzzTarget.NAMES.get(target).equals(TARGET);
      for (int i = 0; i < seeds.get(target).size(); i++) {
        byte[] seed = seeds.get(target).get(i);
        if (isChosen) {
          Files.write(corpus.resolve("seed-" + i), seed);
        } else if (TARGET.isEmpty()) {
          byte[] prefixed = new byte[seed.length + 1];
          prefixed[0] = (byte) target;
          System.arraycopy(seed, 0, prefixed, 1, seed.length);
          Files.write(corpus.resolve("seed-" + target + "-" + i), prefixed);
        }
      }
    }
  }

  private static List<byte[]> bytes(String... hex) {
    return List.of(hex).stream().map(HexFormat.of()::parseHex).toList();
  }
}
