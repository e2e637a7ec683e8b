package cumulus.script;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.links.LinkNotice;
import cumulus.rtmfp.Address;
import cumulus.server.Handshake;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The samples about redirection of CumulusServer's page about its interface, as {@link
 * PageSamplesTest}.
 */
class PageRedirectionsTest {
  private static final String FIRST = "one.example:1935";
  private static final String SECOND = "two.example:1936";

  @TempDir private Path directory;
  private final List<LinkedHost> hosts = new ArrayList<>();

  @AfterEach
  void end() {
    hosts.forEach(LinkedHost::close);
  }

  private LinkedHost host(String name, String publicAddress, String targets) throws IOException {
    var host = new LinkedHost(directory.resolve(name), publicAddress, targets);
    hosts.add(host);
    return host;
  }

  private LinkedHost alone(String main) throws IOException {
    return host("alone", "", "").file("main.lua", main).start();
  }

  /** A server that is linked with two others, in this order. */
  private LinkedHost linked(String main) throws Exception {
    var first = host("one", FIRST, "").start();
    var second = host("two", SECOND, first.address()).start();
    LinkedHost.until(() -> links(second) == 1, first, second);
    var front = host("front", "", first.address() + ";" + second.address());
    front.file("main.lua", main).start();
    LinkedHost.until(() -> links(front) == 2, first, second, front);
    return front;
  }

  private static long links(LinkedHost host) {
    return host.notices.stream().filter(LinkNotice.Linked.class::isInstance).count();
  }

  private static List<String> hello(LinkedHost host, Map<String, String> query, int attempts) {
    return host.application.onHandshake(
        new Handshake(Address.ipv4(0x0a000007, 3000), "", query, attempts));
  }

  @Test
  void apiPage531_anUnknownPeerIsLookedForElsewhere() throws Exception {
    assertThat(alone("function onRendezVousUnknown(id) return '192.0.2.5:1935' end").unknownPeer())
        .containsExactly("192.0.2.5:1935");
  }

  @Test
  void apiPage534_orAtSeveralPlaces() throws Exception {
    var host =
        alone(
            """
            function onRendezVousUnknown(id)
              return "192.0.2.5:1935", "192.0.2.6:1935"
            end
            """);
    assertThat(host.unknownPeer()).containsExactly("192.0.2.5:1935", "192.0.2.6:1935");
  }

  @Test
  void apiPage537_orAtThoseOfATable() throws Exception {
    var host =
        alone(
            """
            others = { "192.0.2.5:1936", "192.0.2.6:1936" }
            function onRendezVousUnknown(id)
              return others
            end
            """);
    assertThat(host.unknownPeer()).containsExactly("192.0.2.5:1936", "192.0.2.6:1936");
  }

  @Test
  void apiPage544_orAtALinkedServer() throws Exception {
    var host = linked("function onRendezVousUnknown(id) return cumulus.servers[2] end");
    String linked = host.unknownPeer().getFirst();
    assertThat(host.unknownPeer()).hasSize(1);
    assertThat(linked).isIn(FIRST, SECOND);
  }

  @Test
  void apiPage547_orAtAllLinkedServers() throws Exception {
    var host = linked("function onRendezVousUnknown(id) return cumulus.servers end");
    assertThat(host.unknownPeer()).containsExactlyInAnyOrder(FIRST, SECOND);
  }

  @Test
  void apiPage557_hellosAreSharedOutAndOnceTooManyGoEverywhere() throws Exception {
    var host =
        linked(
            """
            turn = 0
            function onHandshake(address, path, properties, attempts)
              if attempts > tonumber(properties.patience) then
                return cumulus.servers
              end
              turn = turn % cumulus.servers.count + 1
              return cumulus.servers[turn]
            end
            """);
    var patience = Map.of("patience", "3");
    var first = hello(host, patience, 1);
    var second = hello(host, patience, 2);
    assertThat(List.of(first.getFirst(), second.getFirst()))
        .containsExactlyInAnyOrder(FIRST, SECOND);
    assertThat(hello(host, patience, 3)).isEqualTo(first);
    assertThat(hello(host, patience, 4)).containsExactlyInAnyOrder(FIRST, SECOND);
  }

  @Test
  void apiPage573_againIsThisServer() throws Exception {
    var host = linked("function onHandshake(...) return cumulus.servers, 'again' end");
    assertThat(hello(host, Map.of(), 1)).hasSize(3).contains(FIRST, SECOND).endsWith("again");
  }
}
