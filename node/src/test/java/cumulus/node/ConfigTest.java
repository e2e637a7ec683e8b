package cumulus.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigTest {
  private static final Path DIRECTORY = Path.of("base").toAbsolutePath();

  private static Config config(String... lines) {
    return Config.of(DIRECTORY, IniFile.parse("test.ini", String.join("\n", lines)));
  }

  @Test
  void configurationCheck1_withoutFileTheDefaultsHold() {
    Config config = Config.of(DIRECTORY, IniFile.empty());
    assertThat(config.port()).isEqualTo(1935);
    assertThat(config.host()).isEmpty();
    assertThat(config.threads()).isEqualTo(1);
    assertThat(config.logs().directory()).isEqualTo(DIRECTORY.resolve("logs"));
    assertThat(config.logs().name()).isEqualTo("log");
    assertThat(config.limits().messageBytes()).isEqualTo(16 << 20);
    assertThat(config.values()).isEmpty();
    assertThat(config.warnings()).isEmpty();
  }

  @Test
  void configurationCheck2_portIsReadAndStaysATextForScripts() {
    Config config = config("port = 19350");
    assertThat(config.port()).isEqualTo(19350);
    assertThat(config.values()).containsEntry("port", "19350");
  }

  @Test
  void configurationCheck4_referencesAreReplaced() {
    Config config =
        config("[a]", "b = test", "[g]", "ref=${a.b}/x", "none=${no.key}", "twice=${g.ref}${A.B}");
    assertThat(config.values())
        .containsEntry("g.ref", "test/x")
        .containsEntry("g.none", "${no.key}")
        .containsEntry("g.twice", "test/xtest");
  }

  @Test
  void configurationCheck5_absentKeysAreAbsent() {
    assertThat(config("[g]", "k=1").values()).containsOnlyKeys("g.k");
  }

  @Test
  void configurationCheck6_keepAliveBelowFiveIsRaised() {
    Config config = config("keepAlivePeer=2", "keepaliveserver = 20");
    assertThat(config.keepAlivePeerSeconds()).isEqualTo(5);
    assertThat(config.keepAliveServerSeconds()).isEqualTo(20);
  }

  @Test
  void keysAreNotCaseSensitiveCommentsAreCutAndTheLastCounts() {
    Config config =
        config("\ufeff; a comment", "PORT=1", "  port  =  2  ", "", "; port=3", "odd = a;b=c");
    assertThat(config.port()).isEqualTo(2);
    assertThat(config.values()).containsEntry("odd", "a;b=c");
  }

  @Test
  void sizesTakeUnits() {
    Config config =
        config("[limits]", "queueSize = 1M", "messageSize=64k", "clientBytes = 1g", "sessions=5");
    assertThat(config.limits().queueBytes()).isEqualTo(1 << 20);
    assertThat(config.limits().messageBytes()).isEqualTo(64 << 10);
    assertThat(config.limits().clientBytes()).isEqualTo(1 << 30);
    assertThat(config.limits().sessions()).isEqualTo(5);
  }

  @Test
  void hostIsAnAddress() {
    assertThat(config("host = ::1").host()).isEqualTo(Optional.of(InetAddress.ofLiteral("::1")));
    assertThat(config("host = [::1]").host()).isEqualTo(Optional.of(InetAddress.ofLiteral("::1")));
    assertThat(config("host =").host()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "port=x|test.ini line 1: port = x: must be a number from 0 to 65535",
        "port=70000|test.ini line 1: port = 70000: must be a number from 0 to 65535",
        "limits.queueSize=1|must be a number from 65536 to",
        "limits.queueSize=9999999999g|in bytes or with k, m or g",
        "logs.format=xml|must be text or json",
        "host=not an address|must be an IPv4 or IPv6 address",
        "[open|misses its closing bracket",
        "=5|no key before the =",
        "udpBufferSize=k|must be a number",
      })
  void configurationCheck12_badValuesAreNamedWithLineAndRange(String line, String message) {
    assertThatThrownBy(() -> config(line))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }

  @Test
  void circularReferencesAreNamed() {
    assertThatThrownBy(() -> config("a=${b}", "b=${a}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("lead back to themselves");
  }

  @Test
  void unknownKeysInOurSectionsNameTheNearestKnownOne() {
    assertThat(config("[limits]", "helorate = 100", "[mine]", "anything=1").warnings())
        .singleElement()
        .asString()
        .contains("test.ini line 2", "limits.helorate", "limits.helloRate");
    assertThat(config("servers.port = 1936").warnings())
        .singleElement()
        .asString()
        .contains("servers.port has no effect in this version");
  }
}
