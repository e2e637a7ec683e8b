package cumulus.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MethodScanTest {

  private static List<String> methods(String text) {
    return MethodScan.of(new SourceFile(Path.of("Sample.java"), text)).stream()
        .map(method -> method.name() + " " + method.line() + " " + method.lines())
        .toList();
  }

  @Test
  void methodsConstructorsAndInitializersAreFound() {
    assertThat(
            methods(
                """
                package a;
                class Sample<T extends Comparable<T>> extends Base implements Other {
                  static {
                    start();
                  }
                  Sample(int a) {
                    super(a);
                  }
                  @SuppressWarnings({"a", "b"})
                  public <X> Map<X, T> generic(
                      Map<X, T> in)
                      throws IOException, a.b.Other {
                    return in;
                  }
                  abstract int none();
                  int oneLine() { return 1; }
                }
                """))
        .containsExactly("initializer 3 3", "Sample 6 3", "generic 10 5", "oneLine 16 1");
  }

  @Test
  void lambdasSwitchesAndArraysAreNoMethods() {
    assertThat(
            methods(
                """
                class Sample {
                  int[] array = {1, 2};
                  Runnable run = () -> {
                    go();
                  };
                  int chosen = switch (mode) {
                    case 1 -> { yield 2; }
                    default -> 3;
                  };
                  void uses() {
                    list.forEach(x -> {
                      if (x) { go(); } else { stop(); }
                    });
                    for (int i = 0; i < 3; i++) {
                      try (var in = open()) { go(); }
                    }
                  }
                }
                """))
        .containsExactly("uses 10 8");
  }

  @Test
  void recordsEnumsAndInnerClassesAreTypes() {
    assertThat(
            methods(
                """
                interface Sample {
                  record Range(int from, int to) implements Sample {
                    Range {
                      check(from);
                    }
                    int count() { return to - from; }
                  }
                  enum Kind {
                    A(1) {
                      @Override int bytes() { return 1; }
                    },
                    B(x -> { go(); }),
                    C { };
                    Kind(int a) {}
                    int bytes() { return 2; }
                  }
                  default void record(int class1) {
                    var other = new Comparator<String>() {
                      @Override public int compare(String a, String b) {
                        return 0;
                      }
                    };
                    record Local(int a) { int b() { return a; } }
                  }
                }
                """))
        .containsExactly(
            "Range 3 3",
            "count 6 1",
            "bytes 10 1",
            "Kind 14 1",
            "bytes 15 1",
            "compare 19 3",
            "b 23 1",
            "record 17 8");
  }

  @Test
  void bracesInStringsAndCommentsDoNotCount() {
    assertThat(
            methods(
                """
                class Sample {
                  // void comment() {
                  /* { { */
                  void first() {
                    print("{{{ \\" {", '{', '\\'', "}");
                    print(\"""
                        }}} "" \\\""" {
                        \""");
                  }
                  /** {@code x} {@link #first} */
                  void second() {}
                }
                """))
        .containsExactly("first 4 6", "second 11 1");
  }
}
