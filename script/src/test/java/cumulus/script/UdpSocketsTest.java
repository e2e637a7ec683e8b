package cumulus.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** UDP sockets of scripts over loopback. */
class UdpSocketsTest {
  @TempDir private Path directory;
  private SocketsBed sockets;
  private SessionBed bed;

  @BeforeEach
  void open() {
    sockets = new SocketsBed(directory);
    bed = sockets.bed;
  }

  @AfterEach
  void close() {
    sockets.close();
  }

  @Test
  void socketsCheck12_datagramsGoThereAndBackWithTheSendersAddress() {
    sockets.script(
        """
        a, b = cumulus:createUDPSocket(), cumulus:createUDPSocket()
        NOTE(select("#", a:bind("127.0.0.1:0")), select("#", b:bind("127.0.0.1:0")))
        function b:onReception(data, from)
          NOTE(data, from == a.address)
          self:send("re:" .. data, from)
        end
        function a:onReception(data, from) NOTE(data, from == b.address) end
        a:send("one", b.address)
        a:send(2, b.address)
        """);
    sockets.notes("00", "one(true)", "2(true)", "re:one(true)", "re:2(true)");
    assertThat(bed.errors()).isEmpty();
    assertThat(bed.warnings()).isEmpty();
  }

  @Test
  void aConnectedSocketHearsItsPeerAloneAndSendsElsewhereToo() {
    sockets.script(
        """
        a, b, c = cumulus:createUDPSocket(), cumulus:createUDPSocket(), cumulus:createUDPSocket()
        b:bind("localhost:0")
        c:bind("localhost:0")
        NOTE(a.address, a.peerAddress, select("#", a:connect(b.address)))
        NOTE(a.address ~= nil, a.peerAddress == b.address)
        function c:onReception(data, from)
          NOTE("c ", data, from == a.address)
          self:send("not heard", from)
          a:send("next")
        end
        function b:onReception(data, from)
          NOTE("b ", data, from == a.address)
          if data == "next" then self:send("heard", from) end
        end
        function a:onReception(data, from) NOTE("a ", data, from == self.peerAddress) end
        a:send("first")
        a:send("other", c.address)
        """);
    bed.await(() -> bed.notes().contains("a heard(true)"));
    assertThat(bed.notes())
        .contains("(null)(null)0", "(true)(true)", "b first(true)", "c other(true)")
        .doesNotContain("a not heard(true)", "a not heard(false)");
  }

  @Test
  void sendToANameKeepsItsOrder() throws IOException {
    try (var peer = new DatagramSocket(new InetSocketAddress(TcpPeer.LOOPBACK, 0))) {
      sockets.script(
          """
          a = cumulus:createUDPSocket()
          NOTE(a.address)
          a:send("one", "localhost:%d")
          a:send("two", "127.0.0.1:%1$d")
          a:send("three", "localhost:%1$d")
          a:send("lost", "no.such.host.invalid:1")
          a:send("four", "localhost:%1$d")
          NOTE(a.address)
          """
              .formatted(peer.getLocalPort()));
      sockets.notes("(null)", "(null)");
      bed.await(() -> !bed.errors().isEmpty());
      bed.tick();
      for (String text : new String[] {"one", "two", "three", "four"}) {
        assertThat(receive(peer)).isEqualTo(text);
      }
    }
    assertThat(bed.errors())
        .containsExactly("ERROR [0] Understandable address, Host not found: no.such.host.invalid");
  }

  @Test
  void socketsCheck13_bindSaysWhatIsWrong() throws IOException {
    try (var taken = new DatagramSocket(new InetSocketAddress(TcpPeer.LOOPBACK, 0))) {
      sockets.script(
          """
          a = cumulus:createUDPSocket()
          NOTE(a:bind())
          NOTE(a:bind("127.0.0.1"))
          NOTE(a:bind("127.0.0.1:x"))
          NOTE(a:bind("no.such.host.invalid:1"))
          NOTE(a:bind("127.0.0.1:%d"), a.address)
          NOTE(a:bind("127.0.0.1:0"))
          NOTE(a:bind("127.0.0.1:0"), a:bind(a.address))
          NOTE(a:bind("127.0.0.1:%1$d") == "UDPSocket already bound on " .. a.address
            .. ", close the socket before")
          b = cumulus:createUDPSocket()
          b:connect(a.address)
          NOTE(b:bind("127.0.0.1:0"))
          c = cumulus:createUDPSocket()
          NOTE(c:bind("0.0.0.0:0"), (c.address:gsub("%%d+$", "p")))
          """
              .formatted(taken.getLocalPort()));
      sockets.notes(
          "UDPSocket::bind takes a valid address in first argument",
          "Understandable address, Invalid argument: Missing port number",
          "Understandable address, Invalid argument: '127.0.0.1:x' has no port number",
          "Understandable address, Host not found: no.such.host.invalid",
          "Impossible to bind to 127.0.0.1:"
              + taken.getLocalPort()
              + ", Address already in use(null)",
          "",
          "(null)",
          "(true)",
          "Impossible to bind a connected UDPSocket, close the socket before",
          "(null)0.0.0.0:p");
    }
    assertThat(bed.errors()).isEmpty();
  }

  @Test
  void socketsCheck14_connectOfABoundSocketIsALineAndChangesNothing() {
    sockets.script(
        """
        a = cumulus:createUDPSocket()
        a:bind("127.0.0.1:0")
        local before = a.address
        NOTE(select("#", a:connect("127.0.0.1:9")), a.peerAddress, a.address == before)
        """);
    sockets.notes("0(null)(true)");
    assertThat(bed.errors())
        .containsExactly(
            "ERROR www/main.lua[4] Impossible to connect a bound UDPSocket, close the socket"
                + " before");
  }

  @Test
  void socketsCheck15_sendWithoutPeerIsALineAndNoDataIsNothing() {
    sockets.script(
        """
        a, b = cumulus:createUDPSocket(), cumulus:createUDPSocket()
        function b:onReception(data) NOTE("[", data, "]") end
        b:bind("127.0.0.1:0")
        NOTE(select("#", a:send("x")))
        a:send("")
        a:send("", b.address)
        a:send(nil, b.address)
        a:send("end", b.address)
        """);
    sockets.notes("0", "[end]");
    assertThat(bed.errors())
        .containsExactly(
            "ERROR www/main.lua[4] Sending without recipient on a UDPSocket not connected");
  }

  @Test
  void socketsCheck16_aClosedSocketCanBeUsedAgain() {
    sockets.script(
        """
        a, b = cumulus:createUDPSocket(), cumulus:createUDPSocket()
        function a:onReception(data) NOTE(data) end
        a:bind("127.0.0.1:0")
        local first = a.address
        a:close()
        NOTE(a.address, a.peerAddress)
        NOTE(b:bind(first), a:bind("127.0.0.1:0"), a.address ~= first)
        b:send("again", a.address)
        """);
    sockets.notes("(null)(null)", "(null)(null)(true)", "again");
  }

  @Test
  void socketsCheck17_broadcastNeedsItsFlag() throws IOException {
    try (var peer = new DatagramSocket(null)) {
      peer.bind(new InetSocketAddress("0.0.0.0", 0));
      sockets.script(
          """
          a, b = cumulus:createUDPSocket(), cumulus:createUDPSocket(true)
          a:send("no", "127.255.255.255:%d")
          b:send("yes", "127.255.255.255:%1$d")
          NOTE("sent")
          """
              .formatted(peer.getLocalPort()));
      sockets.notes("sent");
      assertThat(receive(peer)).isEqualTo("yes");
      assertThat(bed.errors())
          .containsExactly(
              "ERROR www/main.lua[2] Impossible to send to 127.255.255.255:"
                  + peer.getLocalPort()
                  + ", Permission denied");
    }
  }

  @Test
  void aReloadFreesThePortForTheNewCode() throws IOException {
    int port = TcpPeer.freePort();
    String text =
        """
        a = cumulus:createUDPSocket()
        NOTE("%s ", a:bind("127.0.0.1:%d"))
        """;
    sockets.script(text.formatted("first", port));
    bed.file("main.lua", text.formatted("second time", port));
    bed.tick();
    assertThat(bed.notes()).contains("first ", "second time ");
  }

  private static String receive(DatagramSocket peer) throws IOException {
    var packet = new DatagramPacket(new byte[100], 100);
    peer.setSoTimeout(60_000);
    peer.receive(packet);
    return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
  }
}
