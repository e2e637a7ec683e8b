package cumulus.node;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.testkit.HeapGrowth;
import cumulus.testkit.Mutator;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Damaged configuration files: read, or refused with a line for each thing that is wrong, and
 * nothing else, and no memory is kept. By hand {@code -Dmutations=1000000}.
 */
final class HostileIniTest {
  private static final int FILES = Integer.getInteger("mutations", 20_000);
  private static final List<byte[]> LINES =
      Stream.of(
              "port = 1935\n",
              "host = ::1\n",
              "publicAddress = [2001:db8::1]:1935\n",
              "threads = 4\r\n",
              "udpBufferSize = 4m\n",
              "[logs]\nsize = 100000\ncount=3\nformat = json\n",
              "[limits]\nsessions = 100\nqueueSize = 64k\nhelloRate = 200\n",
              "[servers]\ntargets = a:1;b:2?x=y\n",
              "; a comment\n",
              "\n",
              "[]\n",
              "a.b = ${c.d}${a.c}\n",
              "a.c = ${a.b}\n",
              "c.d = ${port}/x\n",
              "keepAlivePeer = 2\n",
              "\ufeff[g]\nk=false\n")
          .map(line -> line.getBytes(StandardCharsets.UTF_8))
          .toList();

  @Test
  void damagedFilesAreReadOrRefusedWithLines() {
    var mutator = new Mutator(LINES, new SplittableRandom(5));
    var directory = Path.of("base").toAbsolutePath();
    var heap = new HeapGrowth(FILES);
    int read = 0;
    for (int i = 0; i < FILES; i++) {
      heap.step(i);
      var text = new String(mutator.next(), StandardCharsets.UTF_8);
      try {
        Config config = Config.of(directory, IniFile.parse("test.ini", text));
        assertThat(config.warnings()).noneMatch(String::isBlank);
        read++;
      } catch (ConfigException refused) {
        assertThat(refused.problems()).isNotEmpty().noneMatch(String::isBlank);
      }
    }
    long grown = heap.bytes();
    System.out.printf("%d ini files, %d read; heap grew by %d bytes%n", FILES, read, grown);
    assertThat(grown).as("heap at a quarter and at the end").isLessThan(8 << 20);
    assertThat(read).isBetween(FILES / 10, FILES - 1);
  }
}
