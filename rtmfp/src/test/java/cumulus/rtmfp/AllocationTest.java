package cumulus.rtmfp;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.rtmfp.trace.CloseCause;
import cumulus.rtmfp.trace.Trace;
import cumulus.testkit.AllocationProbe;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What the way of a message costs the heap, from one endpoint's write to the other's delivery. */
final class AllocationTest {
  private static final int MESSAGE = 2048;

  /** The message's Payload: an object with one reference, and an array. */
  private static final int PAYLOAD = 16 + 16 + MESSAGE;

  /** Bytes over all packets of a message that are allowed beside its Payload. */
  private static final int SLACK = 8;

  /** Client and server side by side, without a network. */
  private static final class Pair {
    final Address clientAddress = Address.ipv4(0x0a000001, 1935);
    final Address serverAddress = Address.ipv4(0x0a000002, 1935);
    final Transmit group = new Transmit();
    final Side client;
    final Side server;
    long nowNanos = 1_000_000_000L;

    Pair(boolean isAuthenticated) {
      var random = new SplittableRandom(1);
      client =
          new Side(
              EndpointSettings.Role.CLIENT,
              Credentials.client(2, random).requiring(isAuthenticated, isAuthenticated));
      server =
          new Side(
              EndpointSettings.Role.SERVER,
              Credentials.server(random).requiring(isAuthenticated, isAuthenticated));
    }

    void step() {
      nowNanos += 2_000_000;
      pump(client, clientAddress, server);
      pump(server, serverAddress, client);
      pump(client, clientAddress, server);
      pump(server, serverAddress, client);
    }

    private void pump(Side from, Address address, Side to) {
      from.endpoint.advance(nowNanos);
      while (from.endpoint.poll(nowNanos, group)) {
        for (int at = 0; at < group.length(); at += group.segmentLength()) {
          int length = Math.min(group.segmentLength(), group.length() - at);
          to.endpoint.receive(nowNanos, address, group.bytes(), at, length);
        }
      }
    }
  }

  /** One of the two, which counts what is delivered to it. */
  private static final class Side implements EndpointListener, SessionListener, RecvFlowListener {
    final Endpoint endpoint;
    Optional<Session> session = Optional.empty();
    long messages;
    long bytes;

    Side(EndpointSettings.Role role, Credentials credentials) {
      endpoint =
          new Endpoint(
              new EndpointSettings(role, credentials, Limits.DEFAULT),
              new SplittableRandom(2),
              Trace.NONE,
              this);
    }

    @Override
    public void onKeyAgreement(KeyJob job) {
      job.run();
      endpoint.complete(1_000_000_000L, job);
    }

    @Override
    public SessionListener onSession(Session accepted) {
      session = Optional.of(accepted);
      return this;
    }

    @Override
    public void onOpen(Session opened) {
      session = Optional.of(opened);
    }

    @Override
    public RecvFlowListener onFlow(Session from, RecvFlow flow) {
      return this;
    }

    @Override
    public void onMessage(RecvFlow flow, Payload message) {
      messages++;
      bytes += message.length();
    }

    @Override
    public void onClose(Session closed, CloseCause cause) {
      throw new AssertionError("closed: " + cause);
    }
  }

  @Test
  void dataPacketsCostNothingBesideTheirMessages() {
    assertThat(bytesPerMessage(false, MESSAGE)).isLessThan(PAYLOAD + SLACK);
  }

  @Test
  void authenticatedAndNumberedPacketsCostNothingBesideTheirMessages() {
    assertThat(bytesPerMessage(true, MESSAGE)).isLessThan(PAYLOAD + SLACK);
  }

  @Test
  void smallMessagesCostNothingBesideThemselves() {
    assertThat(bytesPerMessage(false, 100)).isLessThan(16 + 16 + 104 + SLACK);
  }

  private static double bytesPerMessage(boolean isAuthenticated, int length) {
    var pair = new Pair(isAuthenticated);
    pair.client.endpoint.advance(pair.nowNanos);
    pair.client.endpoint.open("rtmfp://server/app", List.of(pair.serverAddress), pair.client);
    for (int i = 0; i < 10; i++) {
      pair.step();
    }
    var flow =
        pair.client
            .session
            .orElseThrow()
            .openFlow(new byte[] {'m'}, Optional.empty(), Priority.PRIORITY, SendFlowListener.NONE);
    var body = Payload.wrap(new byte[length]);
    int warmup = 20_000;
    int measured = 20_000;
    double perMessage =
        new AllocationProbe()
            .perIteration(
                warmup,
                measured,
                i -> {
                  flow.write(body, Delivery.MEDIA);
                  pair.step();
                });
    assertThat(pair.server.messages).isEqualTo(warmup + measured);
    assertThat(pair.server.bytes).isEqualTo((long) length * (warmup + measured));
    return perMessage;
  }
}
