package cumulus.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cumulus.links.LinkSettings;
import cumulus.links.LinkTarget;
import cumulus.rtmfp.Limits;
import cumulus.server.ServerSettings;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Every setting reaches the part that acts on it. */
class WiringTest {
  private static Config config(String... lines) {
    return Config.of(
        Path.of("").toAbsolutePath(), IniFile.parse("x.ini", String.join("\n", lines)));
  }

  @Test
  void theStandardSettingsAreTheStandardLimits() {
    assertThat(Wiring.limits(config())).isEqualTo(Limits.DEFAULT);
    assertThat(Wiring.settings(config())).isEqualTo(ServerSettings.DEFAULT);
  }

  @Test
  void everyLimitIsWiredThrough() {
    Config config =
        config(
            "[limits]",
            "sessions=11",
            "sessionsPerAddress=12",
            "helloRate=13",
            "keyAgreements=17",
            "messageSize=70000",
            "queueSize=80000",
            "queueTime=101",
            "clientBytes=90000",
            "[script]",
            "packetQueue=100000");
    assertThat(Wiring.limits(config))
        .isEqualTo(new Limits(11, 12, 1024, 70_000, 210_000, 512L << 20, 17, 13));
    ServerSettings settings = Wiring.settings(config);
    assertThat(settings.queueBytes()).isEqualTo(80_000);
    assertThat(settings.queueMillis()).isEqualTo(101);
    assertThat(settings.clientBytes()).isEqualTo(90_000);
    assertThat(settings.packetQueueBytes()).isEqualTo(100_000);
  }

  @Test
  void theLargestMessageFitsItsMemory() {
    Limits limits = Wiring.limits(config("limits.messageSize=1g"));
    assertThat(limits.messageBytes()).isEqualTo(1 << 30);
    assertThat(limits.totalReassemblyBytes()).isGreaterThanOrEqualTo(3L << 30);
  }

  @Test
  void loopsShareWhatTheServerMayHave() {
    Limits limits = Wiring.limits(config("threads=4", "limits.sessions=10"));
    assertThat(limits.sessions()).isEqualTo(3);
    assertThat(limits.keyAgreements()).isEqualTo(64);
    assertThat(limits.totalReassemblyBytes()).isEqualTo(128L << 20);
  }

  @Test
  void configurationCheck6_keepAliveIsToldInMilliseconds() {
    ServerSettings settings = Wiring.settings(config("keepAlivePeer=2", "keepAliveServer=20"));
    assertThat(settings.keepAlivePeerMillis()).isEqualTo(5000);
    assertThat(settings.keepAliveServerMillis()).isEqualTo(20_000);
  }

  @Test
  void linksAreWiredThrough() {
    LinkSettings links =
        Wiring.links(
            config(
                "publicAddress=live:1",
                "[servers]",
                "port=1936",
                "host=::1",
                "targets=b:2?zone=eu;c:3",
                "secret=s",
                "maxFrame=64k"),
            1935);
    assertThat(links)
        .isEqualTo(
            new LinkSettings(
                Optional.of(InetAddress.ofLiteral("::1")),
                OptionalInt.of(1936),
                LinkTarget.parseAll("b:2?zone=eu;c:3"),
                "live:1",
                1935,
                "s",
                64 << 10));
    assertThat(Wiring.links(config(), 1935).port()).isEmpty();
  }

  @Test
  void configurationCheck12_tooManyTargetsAreAWrongValue() {
    String targets = "h:1;".repeat(257);
    assertThatThrownBy(() -> config("servers.targets=" + targets))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("at most 256");
  }

  @Test
  void aCutSocketBufferNamesTheCommandThatHelps() {
    assertThat(SocketBuffers.warnings(0, 212_992, 1 << 20)).isEmpty();
    assertThat(SocketBuffers.warnings(212_992, 212_992, 1 << 20)).isEmpty();
    assertThat(SocketBuffers.warnings(1 << 20, 212_992, 1 << 20))
        .singleElement()
        .asString()
        .contains("212992")
        .endsWith("sysctl -w net.core.rmem_max=1048576");
    assertThat(SocketBuffers.warnings(1 << 21, 212_992, 1 << 20))
        .hasSize(2)
        .last()
        .asString()
        .endsWith("sysctl -w net.core.wmem_max=2097152");
  }
}
