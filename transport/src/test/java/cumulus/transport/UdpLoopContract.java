package cumulus.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cumulus.rtmfp.Address;
import cumulus.rtmfp.Credentials;
import cumulus.rtmfp.Delivery;
import cumulus.rtmfp.Endpoint;
import cumulus.rtmfp.EndpointListener;
import cumulus.rtmfp.EndpointSettings;
import cumulus.rtmfp.KeyJob;
import cumulus.rtmfp.Limits;
import cumulus.rtmfp.Payload;
import cumulus.rtmfp.Priority;
import cumulus.rtmfp.RecvFlow;
import cumulus.rtmfp.RecvFlowListener;
import cumulus.rtmfp.SendFlow;
import cumulus.rtmfp.SendFlowListener;
import cumulus.rtmfp.Session;
import cumulus.rtmfp.SessionIds;
import cumulus.rtmfp.SessionListener;
import cumulus.rtmfp.trace.CloseCause;
import cumulus.rtmfp.trace.Trace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a loop must do on every transport; a test class for each of them extends it. */
abstract class UdpLoopContract {
  /** Counts what arrives and answers each message with itself when it is the server. */
  private static final class Echo
      implements Program<String>, EndpointListener, SessionListener, RecvFlowListener {
    private final UdpLoop<String> loop;
    private final KeyWorkers workers;
    private final boolean isServer;
    private final Endpoint endpoint;
    private final LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();
    private Optional<SendFlow> answers = Optional.empty();

    Echo(UdpLoop<String> loop, KeyWorkers workers, boolean isServer) {
      this.loop = loop;
      this.workers = workers;
      this.isServer = isServer;
      var random = new SecureRandom();
      this.endpoint =
          new Endpoint(
              new EndpointSettings(
                  isServer ? EndpointSettings.Role.SERVER : EndpointSettings.Role.CLIENT,
                  isServer ? Credentials.server(random) : Credentials.client(2, random),
                  Limits.DEFAULT),
              random,
              Trace.NONE,
              this);
    }

    @Override
    public Endpoint endpoint() {
      return endpoint;
    }

    @Override
    public void handle(long nowNanos, String command) {
      if (command.equals("throw")) {
        throw new IllegalStateException("asked to");
      }
      if (command.startsWith("connect ")) {
        int port = Integer.parseInt(command.substring(command.lastIndexOf(' ') + 1));
        Address to =
            command.contains("ipv6") ? new Address(0, 1, port) : Address.ipv4(0x7f000001, port);
        endpoint.open("rtmfp://localhost/test", List.of(to), this);
      }
      if (command.startsWith("send ")) {
        answers.orElseThrow().write(message(command), Delivery.RELIABLE);
      }
    }

    @Override
    public void advance(long nowNanos) {}

    @Override
    public long untilDueNanos(long nowNanos) {
      return Long.MAX_VALUE;
    }

    @Override
    public void onKeyAgreement(KeyJob job) {
      workers.submit(job, loop::complete);
    }

    @Override
    public SessionListener onSession(Session session) {
      return this;
    }

    @Override
    public void onOpen(Session session) {
      answers = Optional.of(open(session));
      events.add("open");
    }

    @Override
    public RecvFlowListener onFlow(Session session, RecvFlow flow) {
      if (isServer) {
        answers = Optional.of(open(session));
      }
      return this;
    }

    @Override
    public void onMessage(RecvFlow flow, Payload message) {
      if (isServer) {
        answers.orElseThrow().write(message, Delivery.RELIABLE);
      }
      events.add(message.length() + " bytes");
    }

    @Override
    public void onClose(Session session, CloseCause cause) {
      events.add(cause.getClass().getSimpleName());
    }

    private static SendFlow open(Session session) {
      return session.openFlow(
          new byte[] {1}, Optional.empty(), Priority.ROUTINE, SendFlowListener.NONE);
    }

    private static Payload message(String command) {
      return Payload.wrap(new byte[Integer.parseInt(command.substring("send ".length()))]);
    }

    String next() throws InterruptedException {
      String event = events.poll(10, TimeUnit.SECONDS);
      return event == null ? "nothing came" : event;
    }
  }

  private final UdpSettings.Transport transport;
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final KeyWorkers workers = new KeyWorkers(1, (_, _, e) -> failures.add(e));
  private final List<UdpLoop<String>> loops = new ArrayList<>();

  UdpLoopContract(UdpSettings.Transport transport) {
    this.transport = transport;
  }

  @BeforeEach
  void needTransport() {
    assumeTrue(
        transport != UdpSettings.Transport.BATCH || BatchTransport.isAvailable(),
        "skipped: batches need 64-bit Linux and --enable-native-access=cumulus.transport");
  }

  @AfterEach
  void close() {
    loops.forEach(UdpLoop::close);
    workers.close();
  }

  @Test
  void dataCrossesLoopbackOverIpv4() throws IOException, InterruptedException {
    exchange("connect ");
    assertThat(failures).isEmpty();
  }

  @Test
  void dataCrossesLoopbackOverIpv6() throws IOException, InterruptedException {
    assumeTrue(hasIpv6(), "this machine has no ::1");
    exchange("connect ipv6 ");
    assertThat(failures).isEmpty();
  }

  @Test
  void aLoopLivesOnAfterACommandThatThrows() throws IOException, InterruptedException {
    UdpLoop<String> server = open("server");
    var echo = start(server, true);
    UdpLoop<String> client = open("client");
    var caller = start(client, false);
    server.post("throw");
    client.post("throw");
    client.post("connect " + server.localAddress().getPort());
    assertThat(caller.next()).isEqualTo("open");
    assertThat(failures).hasSize(2).allSatisfy(e -> assertThat(e).hasMessage("asked to"));
    assertThat(echo.events).isEmpty();
    assertThat(server.statistics().failures()).isEqualTo(1);
  }

  @Test
  void aTakenPortIsRefusedAndAFreeOneIsNamed() throws IOException {
    UdpLoop<String> first = open("first");
    assertThat(first.localAddress().getPort()).isPositive();
    var taken =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), first.localAddress().getPort());
    assertThatThrownBy(
            () -> UdpLoop.<String>open(UdpSettings.server("second", taken), (_, _, _) -> {}))
        .isInstanceOf(IOException.class);
  }

  @Test
  void withoutASizeTheBuffersAreAsLargeAsTheSystemAllows() throws IOException {
    UdpLoop<String> loop = open("server", 0);
    try (var plain = DatagramChannel.open()) {
      for (var buffer : List.of(StandardSocketOptions.SO_RCVBUF, StandardSocketOptions.SO_SNDBUF)) {
        plain.setOption(buffer, 4 << 20);
      }
      assertThat(loop.statistics().receiveBufferBytes())
          .isGreaterThanOrEqualTo(plain.getOption(StandardSocketOptions.SO_RCVBUF) / 2);
      assertThat(loop.statistics().sendBufferBytes())
          .isGreaterThanOrEqualTo(plain.getOption(StandardSocketOptions.SO_SNDBUF) / 2);
    }
  }

  private void exchange(String connect) throws IOException, InterruptedException {
    UdpLoop<String> server = open("server");
    var echo = start(server, true);
    UdpLoop<String> client = open("client");
    var caller = start(client, false);
    client.post(connect + server.localAddress().getPort());
    assertThat(caller.next()).isEqualTo("open");
    client.post("send 10");
    client.post("send 300000");
    assertThat(caller.next()).isEqualTo("10 bytes");
    assertThat(caller.next()).isEqualTo("300000 bytes");
    assertThat(echo.next()).isEqualTo("10 bytes");
    assertThat(echo.next()).isEqualTo("300000 bytes");
    client.stop();
    assertThat(client.awaitEnd(Duration.ofSeconds(5))).as("the client loop ends").isTrue();
    assertThat(caller.next()).isEqualTo("NearClosed");
    assertThat(echo.next()).isEqualTo("FarClosed");
    assertThat(client.statistics().datagramsReceived()).isGreaterThan(100);
    assertThat(server.statistics().datagramsSent()).isGreaterThan(100);
  }

  private UdpLoop<String> open(String name) throws IOException {
    return open(name, 1 << 20);
  }

  private UdpLoop<String> open(String name, int bufferBytes) throws IOException {
    UdpLoop<String> loop =
        UdpLoop.open(
            new UdpSettings(
                name,
                Optional.empty(),
                bufferBytes,
                SessionIds.ALL,
                transport,
                64,
                Duration.ofMillis(500)),
            (_, _, e) -> failures.add(e));
    loops.add(loop);
    return loop;
  }

  private Echo start(UdpLoop<String> loop, boolean isServer) {
    var echo = new Echo(loop, workers, isServer);
    loop.start(echo);
    return echo;
  }

  private static boolean hasIpv6() {
    try (var probe = DatagramChannel.open(StandardProtocolFamily.INET6)) {
      probe.bind(new InetSocketAddress(InetAddress.ofLiteral("::1"), 0));
      return true;
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }
}
