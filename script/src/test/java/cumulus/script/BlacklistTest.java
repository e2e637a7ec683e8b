package cumulus.script;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.flash.amf.AmfValue;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Addresses that scripts shut out. */
class BlacklistTest {
  @TempDir private Path directory;

  @Test
  void luaApiCheck40_packetsOfBlacklistedAddressesAreDropped() {
    try (var bed = new SessionBed(directory)) {
      bed.file(
              "main.lua",
              """
              function onStart()
                cumulus:addToBlacklist("10.0.1.1", "10.0.1.2:80", "host", "10.0.1.3", "::1")
                cumulus:removeFromBlacklist("10.0.1.3", "10.9.9.9")
              end
              function onConnection(client)
                function client:forgive(ip) cumulus:removeFromBlacklist(ip) end
                function client:ban(ip) cumulus:addToBlacklist(ip) end
                function client:hello() return "hello" end
              end
              function onDisconnection(client) NOTE("lost ", client.address) end
              function onFailed(client, reason) NOTE("failed") end
              """)
          .start();
      var banned = bed.client("");
      banned.begin();
      var second = bed.connect("");
      bed.run(Duration.ofSeconds(2));
      assertThat(banned.told).isEmpty();
      var third = bed.connect("");
      third.call("forgive", AmfValue.of("10.0.1.1"));
      bed.until(banned::isConnected);
      assertThat(banned.call("hello")).isEqualTo("\"hello\"");
      third.call("ban", AmfValue.of("10.0.1.2"));
      assertThat(second.call("hello")).isEqualTo("nothing");
      bed.until(() -> bed.notes().contains("lost 10.0.1.2:5000"), Duration.ofMinutes(10));
      assertThat(bed.notes()).containsExactly("failed", "lost 10.0.1.2:5000");
      assertThat(bed.errors())
          .containsExactly(
              "ERROR www/main.lua[2] Incomprehensible blacklist entry, '10.0.1.2:80' is no IP"
                  + " address",
              "ERROR www/main.lua[2] Incomprehensible blacklist entry, 'host' is no IP address");
    }
  }
}
