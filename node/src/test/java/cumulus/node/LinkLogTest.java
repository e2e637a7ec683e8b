package cumulus.node;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.links.LinkEnd;
import cumulus.links.LinkNotice;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator reads about links. */
class LinkLogTest {
  @TempDir private Path directory;

  private List<String> lines(LinkNotice... notices) throws Exception {
    Config config = Config.of(directory, IniFile.empty());
    Logs.open(config.logs(), LogLevel.INFO, Optional.empty());
    var log = new LinkLog();
    for (LinkNotice notice : notices) {
      log.accept(notice);
    }
    Logs.close();
    return Files.readAllLines(directory.resolve("logs").resolve("log.0")).stream()
        .map(line -> line.replaceAll("^.{18}(\\w+)\t[^\t]*\t\\S+  ", "$1 "))
        .toList();
  }

  @Test
  void eachNoticeIsOneLineOfItsLevel() throws Exception {
    var address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 1936);
    assertThat(
            lines(
                new LinkNotice.Listening(address),
                new LinkNotice.Joining("b:1936"),
                new LinkNotice.Unreachable("b:1936", "Connection refused", false),
                new LinkNotice.Unreachable("b:1936", "Connection refused", true),
                new LinkNotice.JoinFailed("c:1", "its secret is not ours"),
                new LinkNotice.Refused("10.0.0.1:99", "it fell silent"),
                new LinkNotice.Linked("b:1936", "live:1935", true),
                new LinkNotice.NoFunction("b:1936", "f"),
                new LinkNotice.Unlinked("b:1936", new LinkEnd.FarClosed()),
                new LinkNotice.Unlinked("c:1", new LinkEnd.Broken("Connection reset")),
                new LinkNotice.Damaged("b:1936", "handler number 9"),
                new LinkNotice.Suppressed("Damaged", 0),
                new LinkNotice.Suppressed("Damaged", 12)))
        .containsExactly(
            "NOTE Servers incoming connection enabled on port 1936",
            "INFO Attempt to join b:1936 server",
            "WARN Server b:1936 cannot be reached: Connection refused. It is tried again every 10"
                + " s: does it run, is its servers.port this one, does a firewall let us through?",
            "ERROR Cannot join server c:1: its secret is not ours",
            "ERROR Server connection from 10.0.0.1:99 refused: it fell silent",
            "NOTE Connection established with b:1936 server, a target (clients reach it at"
                + " live:1935)",
            "NOTE Disconnection from b:1936 server",
            "NOTE Disconnection from c:1 server",
            "ERROR Servers error, the link with c:1 broke: Connection reset",
            "ERROR Message of server b:1936 dropped: handler number 9",
            "WARN Further lines about links (Damaged) are counted for a while, not written",
            "WARN 12 lines about links (Damaged) were not written");
  }
}
