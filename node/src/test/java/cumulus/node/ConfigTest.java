package cumulus.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

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
    for (ConfigKey<?> key : ConfigKeys.ALL) {
      if (!key.standard().isEmpty()) {
        assertThat(config(key.name() + "=" + key.standard()))
            .usingRecursiveComparison()
            .ignoringFields("values", "warnings")
            .isEqualTo(config);
      }
    }
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
  void valuesThatGrowTooLongTogetherAreNamedOnce() {
    var lines = new ArrayList<String>();
    lines.add("a = " + "x".repeat(1000));
    lines.add("b = " + "${a}".repeat(1000));
    for (int i = 0; i < 5000; i++) {
      lines.add("k" + i + " = ${b}");
    }
    IniFile file = IniFile.parse("test.ini", String.join("\n", lines));
    assertThat(file.problems())
        .singleElement()
        .asString()
        .matches("test.ini line \\d+: from here on the values grow longer than 16777216 .*");
    assertThat(file.values().values().stream().mapToLong(String::length).sum())
        .isLessThan(2L << 24);
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
        "limits.queueSize=1|must be a size from 64k to 1g",
        "limits.queueSize=9999999999g|in bytes or with k, m or g",
        "limits.queueSize=2g|must be a size from 64k to 1g",
        "limits.helloRate=9|limits.helloRate = 9: must be a number from 10 to 1000000",
        "logs.name=a/b|the name of a file, without a folder",
        "logs.name=..|the name of a file, without a folder",
        "keepAlivePeer=soon|must be a number of seconds from 5 to",
        "publicAddress=live.example.org|must be host:port",
        "publicAddress=::1:1935|must be host:port",
        "publicAddress=live.example.org:70000|must be host:port",
        "script.timeLimit=0.05|must be a number of seconds from 0.1 to 600, or 0 for no limit",
        "script.jit=maybe|must be auto or on or off",
        "script.sandbox=yes|must be true or false",
        "servers.targets=a:1;b|must be a list of at most 256 host:port",
        "smtp.timeout=0|must be a number of seconds from 1 to 3600",
        "logs.format=xml|must be text or json",
        "host=not an address|must be an IPv4 or IPv6 address",
        "[open|misses its closing bracket",
        "=5|no key before the =",
        "udpBufferSize=k|must be a size",
      })
  void configurationCheck12_badValuesAreNamedWithLineAndRange(String line, String message) {
    assertThatThrownBy(() -> config(line))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }

  @Test
  void everyProblemIsSaidNotTheFirstAlone() {
    assertThatThrownBy(() -> config("port=x", "[limits]", "sessions=0", "=", "${a"))
        .isInstanceOfSatisfying(ConfigException.class, e -> assertThat(e.problems()).hasSize(3));
  }

  @ParameterizedTest
  @MethodSource("keysThatCheck")
  void noKeyWithAFormTakesEverything(ConfigKey<?> key) {
    assertThatThrownBy(() -> config(key.name() + " = ;: ?\0"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(key.name() + " = ")
        .hasMessageContaining("must be " + key.form().rule());
  }

  static List<ConfigKey<?>> keysThatCheck() {
    return ConfigKeys.ALL.stream().filter(key -> !key.form().rule().equals("a text")).toList();
  }

  @Test
  void keysOfLaterModulesAreRead() {
    Config config =
        config(
            "[script]",
            "timeLimit=0.5",
            "jit=OFF",
            "hang=exit",
            "library=lib/lua.so",
            "bind=127.0.0.1",
            "[smtp]",
            "host=mail.example.org",
            "[servers]",
            "port=19350",
            "targets= a.example.org:1936?x=1 ; [::1]:2 ;",
            "maxFrame=64k");
    assertThat(config.script().timeLimit()).isEqualTo(Duration.ofMillis(500));
    assertThat(config.script().jit()).isEqualTo(Config.Jit.OFF);
    assertThat(config.script().hang()).isEqualTo(Config.Hang.EXIT);
    assertThat(config.script().library()).hasValue(DIRECTORY.resolve("lib/lua.so"));
    assertThat(config.script().bind()).hasValue(InetAddress.ofLiteral("127.0.0.1"));
    assertThat(config.mail().host()).isEqualTo("mail.example.org");
    assertThat(config.links().port()).isEqualTo(19350);
    assertThat(config.links().targets()).containsExactly("a.example.org:1936?x=1", "[::1]:2");
    assertThat(config.links().maxFrameBytes()).isEqualTo(64 << 10);
  }

  @Test
  void valuesOfTheProgramAreThereForReferencesAndForScripts() {
    var file = IniFile.parse("test.ini", "logs.directory=${application.dir}protocol\nport=1");
    file.putBase(SystemValues.of(DIRECTORY, List.of("run", "--port=1"), Instant.EPOCH));
    Config config = Config.of(DIRECTORY, file);
    assertThat(config.logs().directory()).isEqualTo(DIRECTORY.resolve("protocol"));
    assertThat(config.values())
        .containsEntry("application.dir", DIRECTORY + "/")
        .containsEntry("application.name", "CumulusServer")
        .containsEntry("application.path", DIRECTORY + "/CumulusServer")
        .containsEntry("application.argc", "2")
        .containsEntry("application.argv[1]", "--port=1")
        .containsEntry("system.pid", "" + ProcessHandle.current().pid())
        .containsEntry("system.dateTime", "1970-01-01T00:00:00Z")
        .containsEntry("port", "1")
        .doesNotContainKey("host");
  }

  @Test
  void referencesThatMultiplyAreBounded() {
    var lines = new ArrayList<String>();
    for (int i = 0; i < 16; i++) {
      lines.add("k" + i + "=" + ("${k" + (i + 1) + "}").repeat(100));
    }
    lines.add("k16=");
    assertThatThrownBy(() -> config(lines.toArray(String[]::new)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("grows too long by its references");
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
    assertThat(config("smtp.port = 26").warnings()).isEmpty();
  }
}
