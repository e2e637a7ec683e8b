package cumulus.script;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.script.app.AppPath;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AppPathTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "/a", "/a/b.c", "/..a"})
  void pathsOfApplicationsAreWellFormed(String path) {
    assertThat(AppPath.isWellFormed(path)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "a", "../a", "/..", "/a/../..", "//a", "/./a", "/a/"})
  void pathsThatLeadElsewhereAreNot(String path) {
    assertThat(AppPath.isWellFormed(path)).isFalse();
  }
}
