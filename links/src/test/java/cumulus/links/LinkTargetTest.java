package cumulus.links;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.flash.amf.AmfString;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinkTargetTest {
  private static LinkTarget one(String text) {
    List<LinkTarget> all = LinkTarget.parseAll(text);
    assertThat(all).hasSize(1);
    return all.getFirst();
  }

  private static String property(LinkTarget target, String name) {
    return String.valueOf(target.properties().get(AmfString.of(name)));
  }

  @Test
  void aListIsSeparatedBySemicolonsAndEmptyEntriesAreIgnored() {
    assertThat(LinkTarget.parseAll(" 10.0.0.2:1936?type=master&zone=eu ; ;10.0.0.3:1936;"))
        .extracting(LinkTarget::address)
        .containsExactly("10.0.0.2:1936", "10.0.0.3:1936");
    assertThat(LinkTarget.parseAll("  ")).isEmpty();
  }

  @Test
  void multiServerCheck3_propertiesAreDecoded() {
    LinkTarget target =
        one("h:1?type=master&b=x+y%20z&flag&=none&c=a=b&d=%C3%A9%00&e=100%&f=%zz%4");
    assertThat(property(target, "type")).isEqualTo("master");
    assertThat(property(target, "b")).isEqualTo("x y z");
    assertThat(property(target, "flag")).isEmpty();
    assertThat(property(target, "c")).isEqualTo("a=b");
    assertThat(property(target, "d")).isEqualTo("\u00e9\0");
    assertThat(property(target, "e")).isEqualTo("100%");
    assertThat(property(target, "f")).isEqualTo("%zz%4");
    assertThat(target.properties()).hasSize(7);
  }

  @ParameterizedTest
  @CsvSource({
    "live.example.org:1936, live.example.org, 1936",
    "10.0.0.2:65535, 10.0.0.2, 65535",
    "[::1]:1936, ::1, 1936",
  })
  void hostAndPortAreTakenApart(String text, String host, int port) {
    LinkTarget target = one(text + "?a=b");
    assertThat(target.address()).isEqualTo(text);
    assertThat(target.host()).isEqualTo(host);
    assertThat(target.port()).isEqualTo(port);
    assertThat(target.problem()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"nohost", "host:", ":1936", "host:x", "host:0", "host:65536", "::1:1936", "?a=b"})
  void multiServerCheck13_aTargetThatCannotBeUsedSaysWhatHelps(String text) {
    assertThat(one(text).problem())
        .hasValueSatisfying(p -> assertThat(p).contains("host:port", "servers.targets"));
  }

  @Test
  void tooManyPropertiesAreAProblem() {
    assertThat(one("h:1?a=" + "x".repeat(17_000)).problem()).isPresent();
  }
}
