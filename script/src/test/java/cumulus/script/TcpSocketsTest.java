package cumulus.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TCP clients and servers of scripts, with real peers over loopback. */
class TcpSocketsTest {
  @TempDir private Path directory;
  private SocketsBed sockets;
  private SessionBed bed;
  private TcpPeer peer;

  @BeforeEach
  void open() throws IOException {
    sockets = new SocketsBed(directory);
    bed = sockets.bed;
    peer = TcpPeer.listening();
  }

  @AfterEach
  void close() {
    sockets.close();
    peer.close();
  }

  @Test
  void socketsCheck1_connectReturnsNothingAndWhatIsSentBeforeTheAnswerArrives() {
    peer.read();
    sockets.script(
        """
        c = cumulus:createTCPClient()
        NOTE(c.connected, c.address, c.peerAddress, c.error)
        NOTE(select("#", c:connect("127.0.0.1", %d)), c.connected)
        c:send("early")
        c:send(4)
        """
            .formatted(peer.port()));
    bed.await(() -> peer.received().equals("early4"));
    sockets.notes("(false)(null)(null)(null)", "0(true)");
  }

  @Test
  void socketsCheck2_aHostThatIsNotFoundIsATextWithItsName() {
    sockets.script(
        """
        c = cumulus:createTCPClient()
        NOTE(c:connect("no.such.host.invalid", 1))
        NOTE(c.connected, c.error)
        NOTE(c:connect("127.0.0.1"))
        NOTE(c:connect("127.0.0.1", 70000))
        """);
    sockets.notes(
        "Understandable TCPClient address, Host not found: no.such.host.invalid",
        "(false)Understandable TCPClient address, Host not found: no.such.host.invalid",
        "Understandable TCPClient address, Invalid argument: the port must be from 1 to 65535",
        "Understandable TCPClient address, Invalid argument: port 70000 is not from 0 to 65535");
    assertThat(bed.errors()).isEmpty();
  }

  @Test
  void socketsCheck3_aRefusedConnectIsOneDisconnection() throws IOException {
    sockets.script(
        """
        c = cumulus:createTCPClient()
        function c:onDisconnection() NOTE("end ", self.connected, self.address, self.error) end
        NOTE(select("#", c:connect("127.0.0.1", %d)))
        """
            .formatted(TcpPeer.freePort()));
    sockets.notes("0", "end (false)(null)Connection refused");
    bed.tick();
    sockets.notes("0", "end (false)(null)Connection refused");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "return 0            | abc        | def | def         | ",
        "return #data        | abc        | def | abcdef      | ",
        "return 2            | abcdef     | ghi | efghi       | ",
        "return '2'          | abcdef     | ghi | efghi       | ",
        "return 1000         | abcdef0123 | x   | abcdef0123x | (1000>10)",
        "return -1           | abcdef0123 | x   | abcdef0123x | (-1>10)",
        "                    | abc        | def | def         | 1 missing arguments on",
        "error('trouble')    | abc        | def | def         | ",
        "return nil          | abc        | def | def         | ",
        "return false        | abc        | def | def         | ",
        "return {}           | abc        | def | def         | ",
        "return 0/0          | abc        | def | def         | ",
      })
  void socketsCheck4_whatOnReceptionReturnsIsKept(
      String result, String first, String second, String seen, String warning) {
    sockets.script(
        """
        c = cumulus:createTCPClient()
        function c:onReception(data) NOTE(data) %s end
        c:connect("127.0.0.1", %d)
        """
            .formatted(result == null ? "" : result, peer.port()));
    bed.await(peer::isAccepted);
    peer.send(first);
    sockets.notes(first);
    peer.send(second);
    sockets.notes(first, seen);
    if (warning == null) {
      assertThat(bed.warnings()).isEmpty();
    } else {
      assertThat(bed.warnings()).first().asString().contains(warning);
    }
    assertThat(bed.errors()).hasSize("error('trouble')".equals(result) ? 1 : 0);
  }

  @Test
  void socketsCheck4_withoutOnReceptionDataIsDiscarded() {
    sockets.script(
        """
        c = cumulus:createTCPClient()
        function c:onReception(data)
          NOTE(data)
          self.onReception = nil
          return #data
        end
        function c:onDisconnection() NOTE("end") end
        c:connect("127.0.0.1", %d)
        """
            .formatted(peer.port()));
    bed.await(peer::isAccepted);
    peer.send("abc");
    sockets.notes("abc");
    peer.send("def");
    peer.close();
    sockets.notes("abc", "end");
    assertThat(bed.errors()).isEmpty();
  }

  @Test
  void socketsCheck5_aMebibyteArrivesInOrderAtASlowReader() {
    sockets.script(
        """
        local parts = {}
        for i = 1, 131072 do parts[i] = string.format("%%07d ", i) end
        c = cumulus:createTCPClient()
        c:connect("127.0.0.1", %d)
        NOTE(select("#", c:send(table.concat(parts))))
        """
            .formatted(peer.port()));
    sockets.notes("0");
    bed.tick();
    peer.read();
    bed.await(() -> peer.received().length() >= 1 << 20);
    var expected = new StringBuilder();
    for (int i = 1; i <= 131072; i++) {
      expected.append("%07d ".formatted(i));
    }
    assertThat(peer.received()).isEqualTo(expected.toString());
  }

  @Test
  void moreThanWhatMayWaitEndsTheConnection() {
    sockets.script(
        """
        c = cumulus:createTCPClient()
        function c:onDisconnection() NOTE("end ", self.error) end
        c:connect("127.0.0.1", %d)
        local text = ("x"):rep(2 ^ 20)
        local failure
        for i = 1, 40 do failure = failure or c:send(text) end
        NOTE(failure)
        """
            .formatted(peer.port()));
    String text = "more than 16777216 bytes wait to be sent";
    sockets.notes(text, "end " + text);
  }

  @Test
  void socketsCheck6_disconnectCallsTheEventBeforeItReturns() {
    sockets.script(
        """
        c = cumulus:createTCPClient()
        function c:onDisconnection() NOTE("end ", self.connected, self.error) end
        c:connect("127.0.0.1", %d)
        c:disconnect()
        NOTE("returned")
        c:disconnect()
        c:connect("127.0.0.1", %1$d)
        coroutine.wrap(function() c:disconnect() NOTE("in a coroutine") end)()
        """
            .formatted(peer.port()));
    sockets.notes("end (false)(null)", "returned", "end (false)(null)", "in a coroutine");
  }

  @Test
  void connectWhenConnectedDisconnectsFirst() {
    sockets.script(
        """
        c = cumulus:createTCPClient()
        function c:onDisconnection() NOTE("end") end
        c:connect("127.0.0.1", %d)
        c:connect("127.0.0.1", %1$d)
        NOTE("second ", c.connected)
        """
            .formatted(peer.port()));
    sockets.notes("end", "second (true)");
  }

  @Test
  void disconnectWithinReceptionDropsTheRestAndWhatWasSentArrives() {
    peer.read();
    sockets.script(
        """
        c = cumulus:createTCPClient()
        function c:onDisconnection() NOTE("end") end
        function c:onReception(data)
          NOTE(data)
          self:send("answer")
          self:disconnect()
          return #data
        end
        c:connect("127.0.0.1", %d)
        """
            .formatted(peer.port()));
    bed.await(peer::isAccepted);
    peer.send("question");
    sockets.notes("question", "end");
    bed.await(() -> peer.isAtEnd());
    assertThat(peer.received()).isEqualTo("answer");
  }

  @Test
  void socketsCheck7_sendWhenNotConnectedIsALineAndNoValue() {
    sockets.script(
        """
        c = cumulus:createTCPClient()
        NOTE(select("#", c:send("x")))
        c.send("x")
        """);
    sockets.notes("0");
    assertThat(bed.errors())
        .containsExactly(
            "ERROR www/main.lua[2] TCPClient not connected",
            "ERROR www/main.lua[3] bad 'this' argument of type string, use ':' to call the method:"
                + " TCPClient:send(...)");
  }

  @Test
  void socketsCheck8_startSaysWhetherItListens() throws IOException {
    int port = TcpPeer.freePort();
    sockets.script(
        """
        s = cumulus:createTCPServer()
        NOTE(s.port, s.running, s:start(), s:start(0))
        NOTE(s:start(%d), s.port == %1$d, s.running)
        t = cumulus:createTCPServer()
        NOTE(t:start(%1$d), t.port, t.running)
        s:stop()
        NOTE(s.port == %1$d, s.running)
        NOTE(t:start(%1$d))
        """
            .formatted(port));
    sockets.notes(
        "0(false)(false)(false)",
        "(true)(true)(true)",
        "(false)0(false)",
        "(true)(false)",
        "(true)");
    assertThat(bed.errors())
        .containsExactly(
            "ERROR www/main.lua[2] TCPServer port have to be superior to 0",
            "ERROR www/main.lua[2] TCPServer port have to be superior to 0",
            "ERROR www/main.lua[5] TCPServer starting error: Address already in use (port "
                + port
                + ")");
  }

  @Test
  void socketsCheck9_clientHandlerGetsAConnectedClientWithMembersThatStay() throws IOException {
    int port =
        server(
            """
            function s:clientHandler(p)
              NOTE(p.connected, p.address, " ", p.peerAddress)
              p.tag = 7
              function p:onReception(data) NOTE(self == p, self.tag, data) return 0 end
              function p:onDisconnection() NOTE("end ", self.tag, self.connected) end
            end
            """);
    try (var client = TcpPeer.connected(port)) {
      String addresses = "(true)127.0.0.1:" + port + " " + client.localAddress();
      sockets.notes("listens", addresses);
      client.send("hello");
      sockets.notes("listens", addresses, "(true)7hello");
      client.leave();
      sockets.notes("listens", addresses, "(true)7hello", "end 7(false)");
    }
  }

  @Test
  void aServerWithoutHandlerDropsItsClients() throws IOException {
    int port = server("");
    try (var client = TcpPeer.connected(port)) {
      bed.await(client::isAtEnd);
    }
    assertThat(bed.errors()).isEmpty();
  }

  @Test
  void socketsCheck10_anAcceptedClientLivesWithoutBeingStored() throws IOException {
    int port =
        server(
            """
            function s:clientHandler(p)
              function p:onReception(data) self:send(data) return 0 end
            end
            s = nil
            function onConnection(client)
              function client:collect() collectgarbage() collectgarbage() return "done" end
            end
            """);
    try (var client = TcpPeer.connected(port)) {
      bed.await(() -> client.send("a").received().startsWith("a"));
      assertThat(bed.connect("").call("collect")).isEqualTo("\"done\"");
      client.send("b");
      bed.await(() -> client.received().endsWith("b"));
      try (var second = TcpPeer.connected(port)) {
        second.send("c");
        bed.await(() -> second.received().equals("c"));
      }
    }
  }

  @Test
  void closedSocketsAreCollected() {
    try (var scripts = new ScriptBed()) {
      int before = scripts.runtime.objects().size();
      scripts.check(
          """
          kept = cumulus:createTCPClient()
          kept.name = "kept"
          for i = 1, 500 do
            cumulus:createTCPClient().number = i
            cumulus:createTCPServer()
            cumulus:createUDPSocket()
          end
          collectgarbage()
          collectgarbage()
          print(kept.name, kept.connected)   --> kept false
          """);
      scripts.runtime.objects().sweep();
      assertThat(scripts.runtime.objects().size()).isEqualTo(before + 1);
      scripts.check("print(kept.name, kept.connected)   --> kept false");
    }
  }

  @Test
  void socketsCheck11_stopLeavesClientsAndRefusesNewOnes() throws IOException {
    int port =
        server(
            """
            function s:clientHandler(p)
              function p:onReception(data)
                s:stop()
                self:send(data)
                return 0
              end
            end
            """);
    try (var client = TcpPeer.connected(port)) {
      client.send("a");
      bed.await(() -> client.received().equals("a"));
      assertThatThrownBy(() -> TcpPeer.connected(port)).isInstanceOf(ConnectException.class);
      client.send("b");
      bed.await(() -> client.received().equals("ab"));
    }
  }

  @Test
  void socketsCheck18_aReloadClosesListenersAndClientsInSilence() throws IOException {
    int port =
        server(
            """
            function s:clientHandler(p)
              function p:onDisconnection() NOTE("told") end
            end
            """);
    try (var client = TcpPeer.connected(port)) {
      bed.await(() -> client.send("x") != null && !bed.log.isEmpty());
      bed.file(
          "main.lua",
          """
          function onStart()
            again = cumulus:createTCPServer()
            NOTE("again ", again:start(%d))
          end
          """
              .formatted(port));
      bed.tick();
      bed.await(client::isAtEnd);
    }
    assertThat(bed.notes()).contains("again (true)").doesNotContain("told");
    assertThat(bed.errors()).isEmpty();
  }

  @Test
  void anErrorInAnEventIsLoggedWithTheSocketsKind() throws IOException {
    int port = server("function s:clientHandler(p) error('trouble') end");
    try (var client = TcpPeer.connected(port)) {
      bed.await(() -> !bed.errors().isEmpty());
      assertThat(bed.errors())
          .singleElement()
          .asString()
          .contains("clientHandler of application /", "TCPServer", "trouble");
      assertThat(client.isAtEnd()).isFalse();
    }
  }

  private int server(String events) throws IOException {
    int port = TcpPeer.freePort();
    sockets.script(
        """
        s = cumulus:createTCPServer()
        if s:start(%d) then NOTE("listens") end
        """
                .formatted(port)
            + events);
    sockets.notes("listens");
    return port;
  }
}
