package cumulus.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TidyTest {
  @TempDir private Path folder;

  private Tidy tidy(String path, String text) throws IOException {
    var file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return Tidy.of(folder);
  }

  private static String inClass(String code) {
    return "package a;\n\nfinal class Sample {\n  %s\n}\n".formatted(code);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          CLOCK           | long t() { return System.nanoTime(); }
          CLOCK           | long t() { return System .currentTimeMillis(); }
          CLOCK           | Instant t() { return Instant.now(); }
          CLOCK           | Clock c = Clock.systemUTC();
          CLOCK           | LongSupplier s = System::nanoTime;
          CLOCK           | Supplier<Instant> s = Instant::now;
          NETWORK         | java.net.DatagramSocket socket;
          NETWORK         | java.net.ServerSocket socket;
          NETWORK         | java.nio.channels.Selector selector;
          THREADS         | void a() { Thread.ofVirtual().start(this::b); }
          THREADS         | void a() { new Thread(this::b).start(); }
          THREADS         | Executor e = Executors.newCachedThreadPool();
          THREADS         | void a() { CompletableFuture.supplyAsync(this::b); }
          THREADS         | class Worker extends Thread {}
          THREADS         | java.util.Timer timer;
          LOCKS           | synchronized void a() {}
          LOCKS           | java.util.concurrent.locks.Lock lock;
          RETURN_NULL     | Object a() { return null; }
          CONSOLE         | void a() { System.out.println(); }
          CONSOLE         | void a() { e.printStackTrace(); }
          MUTABLE_STATICS | static int count;
          MUTABLE_STATICS | private static @Nullable String name = "";
          MUTABLE_STATICS | static volatile boolean stopped = false;
          MUTABLE_STATICS | private static final Map<String, Integer> SEEN = new HashMap<>();
          MUTABLE_STATICS | static final List<String> A = new java.util.ArrayList<>();
          MUTABLE_STATICS | final static AtomicLong NEXT = new AtomicLong();
          UNFINISHED      | /* TODO later */
          UNFINISHED      | int a; // FIXME
          """)
  void aWallFindsWhatBreaksThroughIt(Wall wall, String code) throws IOException {
    var findings = tidy("Sample.java", inClass(code)).walls(EnumSet.allOf(Wall.class));
    assertThat(findings).hasSize(1);
    assertThat(findings.getFirst().line()).isEqualTo(4);
    assertThat(findings.getFirst().what()).startsWith(wall.sin);
  }

  @Test
  void wallsAreSilentAboutGoodCode() throws IOException {
    var good =
        """
        package a;

        import static java.util.Map.entry;
        import java.net.InetSocketAddress;
        import java.util.concurrent.CompletableFuture;

        /** Never calls System.nanoTime() and does not return null. */
        final class Good {
          static final int LIMIT = 3;
          private static final Map<String, Integer> NAMES = Map.of("static int x;", 1);
          static final List<Integer> COPY = List.copyOf(new ArrayList<>());
          private static final int[] TABLE = {1, 2, 3};
          static { System.arraycopy(TABLE, 0, TABLE, 0, 1); }

          static int twice(int x) { return x * 2; }

          private static <T> List<T> none() { return List.of(); }

          static final class Inner {}

          static record Pair(int a, int b) {}

          // System.out would be wrong; "quoted"
          String text() {
            return "return null; // TODO System.nanoTime() \\" new Thread()" + '"' + '\\'' + NULLS;
          }

          String block() {
            return \"""
                System.out.println(static int count;) \\\""" Executors
                \""";
          }

          Object timer() { return new Timer(nulls()); }
        }
        """;
    assertThat(tidy("Good.java", good).walls(EnumSet.allOf(Wall.class))).isEmpty();
  }

  @Test
  void aModuleDescriptorKeepsNoState() throws IOException {
    var descriptor = "module a {\n  requires static b.c;\n  requires transitive static d;\n}\n";
    assertThat(tidy("module-info.java", descriptor).walls(EnumSet.allOf(Wall.class))).isEmpty();
  }

  @Test
  void onlyTheWallsAskedForAreKept() throws IOException {
    var tidy = tidy("Sample.java", inClass("Object a() { System.nanoTime(); return null; }"));
    assertThat(tidy.walls(Set.of(Wall.RETURN_NULL))).hasSize(1);
    assertThat(tidy.walls(Set.of(Wall.NETWORK))).isEmpty();
  }

  @Test
  void longFilesAndMethodsAreNamedWithTheirLength() throws IOException {
    var tidy = tidy("Sample.java", inClass("void\n  tooLong() {\n\n\n  }"));
    assertThat(tidy.sizes(8, 3))
        .extracting(Finding::toString)
        .containsExactly(
            folder.resolve("Sample.java") + ":1: file of 9 lines, more than 8",
            folder.resolve("Sample.java") + ":5: method tooLong of 4 lines, more than 3");
    assertThat(tidy.sizes(9, 4)).isEmpty();
    assertThat(tidy.lines()).containsExactly(9);
  }

  @Test
  void usesThatPointUpwardsAreFound() throws IOException {
    var layers = List.of(Set.of("session"), Set.of("flow"), Set.of("wire", "crypto"));
    tidy("Down.java", "package p.q.session;\nimport p.q.flow.A;\nclass Down { p.q.wire.B b; }\n");
    tidy("Base.java", "package p.q;\nimport p.q.session.Down;\nclass Base {}\n");
    tidy("ToBase.java", "package p.q.wire;\nimport p.q.Base;\nimport p.qq.session.X;\n");
    assertThat(
            tidy("Side.java", "package p.q.crypto;\nimport p.q.wire.B;\n")
                .upwardUses("p.q", layers))
        .isEmpty();
    var findings =
        tidy("Up.java", "package p.q.wire;\n\nimport static p.q.flow.A.x;\nclass Up {}\n")
            .upwardUses("p.q", layers);
    assertThat(findings).hasSize(1);
    assertThat(findings.getFirst().line()).isEqualTo(3);
    assertThat(findings.getFirst().what()).isEqualTo("package wire must not use flow");
    assertThat(
            tidy("Up.java", "package p.q.extra;\nimport p.q.wire.B;\n").upwardUses("p.q", layers))
        .extracting(Finding::what)
        .containsExactly("package extra has no place in the order of p.q");
  }

  @Test
  void cyclesAreFoundAcrossSeveralPackages() throws IOException {
    tidy("A.java", "package p.a;\nimport p.b.B;\n");
    tidy("B.java", "package p.b;\nimport p.c.C;\n");
    assertThat(tidy("C.java", "package p.c;\nimport java.util.List;\n").cycles("p")).isEmpty();
    assertThat(tidy("C.java", "package p.c;\nimport p.a.A;\n").cycles("p"))
        .extracting(Finding::what)
        .containsExactly(
            "packages a and b use each other in a cycle",
            "packages b and c use each other in a cycle",
            "packages c and a use each other in a cycle");
  }

  @Test
  void aFolderThatIsNotThereIsAnError() {
    assertThatThrownBy(() -> Tidy.of(folder.resolve("none")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("none");
  }
}
