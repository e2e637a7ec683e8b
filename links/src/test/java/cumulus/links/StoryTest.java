package cumulus.links;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.flash.amf.AmfInteger;
import cumulus.flash.amf.AmfString;
import cumulus.links.wire.Frame;
import cumulus.links.wire.Hello;
import cumulus.links.wire.LinkCore;
import cumulus.links.wire.Received;
import cumulus.links.wire.Role;
import cumulus.links.wire.Secret;
import cumulus.testkit.Seeds;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** Two servers whose links come, break and come again, everything in an order that chance makes. */
class StoryTest {
  private static final int MAX_FRAME = 1 << 20;

  /** One server. */
  private static final class Node {
    private final Recorder application = new Recorder("");
    private final Inbox inbox = new Inbox(MAX_FRAME, () -> {});
    private final Servers servers = new Servers(MAX_FRAME, inbox, _ -> {});
    private int sent;

    Node() {
      servers.listen(application);
    }

    void call(SplittableRandom random) {
      String name = "f" + random.nextInt(200);
      servers.all().broadcast(AmfString.of(name), List.of(new AmfInteger(++sent)));
    }
  }

  /** One end of one link, and the frames on their way to it. */
  private static final class End implements Outlet {
    private final Node node;
    private final Role role;
    private final String name;
    private final LinkCore core;
    private final ArrayDeque<byte[]> arriving = new ArrayDeque<>();
    private Optional<End> other = Optional.empty();
    private Optional<LinkedServer> linked = Optional.empty();

    End(Node node, Role role, int number, SplittableRandom random) {
      this.node = node;
      this.role = role;
      this.name = "link" + number;
      var nonce = new byte[Secret.NONCE_BYTES];
      random.nextBytes(nonce);
      var hello = new Hello("", 1935, Map.of());
      core = new LinkCore(role, hello, Optional.of(Secret.of("story")), nonce);
    }

    static List<End> connect(Node a, Node b, int number, SplittableRandom random) {
      var initiator = new End(a, Role.INITIATOR, number, random);
      var acceptor = new End(b, Role.ACCEPTOR, number, random);
      initiator.other = Optional.of(acceptor);
      acceptor.other = Optional.of(initiator);
      initiator.core.start().forEach(frame -> initiator.send(frame, 0));
      acceptor.core.start().forEach(frame -> acceptor.send(frame, 0));
      return List.of(initiator, acceptor);
    }

    /** What is sent on a link that broke meanwhile is lost with it. */
    @Override
    public void send(Frame frame, long nowNanos) {
      byte[] payload =
          Arrays.copyOfRange(frame.head(), 4, frame.head().length + frame.body().length);
      System.arraycopy(frame.body(), 0, payload, frame.head().length - 4, frame.body().length);
      other.ifPresent(end -> end.arriving.add(payload));
    }

    @Override
    public long queuedBytes() {
      return 0;
    }

    void disconnect() {
      other = Optional.empty();
      linked.ifPresent(
          server -> node.inbox.post(new ToServers.Down(server, new LinkEnd.FarClosed())));
    }

    void receive() throws Exception {
      if (arriving.isEmpty()) {
        return;
      }
      byte[] payload = arriving.remove();
      switch (core.receive(payload)) {
        case Received.Answer answer -> answer.frames().forEach(frame -> send(frame, 0));
        case Received.Linked(Hello hello) -> {
          var far = new FarEnd(name, "127.0.0.1", role == Role.INITIATOR);
          var server = new LinkedServer(node.servers, far, Map.of(), hello, core.sender(), this);
          linked = Optional.of(server);
          node.inbox.post(new ToServers.Up(server));
        }
        case Received.TooEarly _ -> throw new AssertionError("nothing is said too early");
        case Received received ->
            node.inbox.message(linked.orElseThrow(), received, payload.length);
      }
    }
  }

  @Seeds(1_000)
  void whatIsHeardIsWhatWasSaidInOrderBetweenOneBeginningAndOneEnd(long seed) throws Exception {
    var random = new SplittableRandom(seed);
    var a = new Node();
    var b = new Node();
    List<End> link = List.of();
    int links = 0;
    for (int step = 0; step < 400; step++) {
      Node node = random.nextBoolean() ? a : b;
      switch (random.nextInt(10)) {
        case 0 -> {
          if (link.isEmpty()) {
            link = End.connect(a, b, ++links, random);
          } else if (random.nextInt(4) == 0) {
            link.forEach(End::disconnect);
            link = List.of();
          }
        }
        case 1, 2, 3 -> node.call(random);
        case 4, 5 -> node.servers.advance(step);
        default -> {
          if (!link.isEmpty()) {
            link.get(random.nextInt(2)).receive();
          }
        }
      }
    }
    link.forEach(End::disconnect);
    for (Node node : List.of(a, b)) {
      node.servers.advance(0);
      assertThat(node.inbox.waitingBytes()).isZero();
      assertThat(node.servers.all().count()).isZero();
      checkEvents(node.application.events);
    }
  }

  /** Beginnings and ends alternate and name the same link; between them calls in their order. */
  private static void checkEvents(List<String> events) {
    String up = "";
    var heard = new ArrayList<Integer>();
    for (String event : events) {
      if (event.startsWith("up ")) {
        assertThat(up).as(event).isEmpty();
        up = event.substring("up ".length());
      } else if (event.startsWith("down ")) {
        assertThat(event).isEqualTo("down " + up);
        up = "";
      } else {
        assertThat(up).as(event).isNotEmpty();
        if (!event.startsWith("applications")) {
          heard.add(Integer.valueOf(event.replaceAll(".*\\((\\d+)\\)", "$1")));
        }
      }
    }
    assertThat(up).isEmpty();
    assertThat(heard).isSorted().doesNotHaveDuplicates();
  }
}
