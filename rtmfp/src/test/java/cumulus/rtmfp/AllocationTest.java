package cumulus.rtmfp;

import static org.assertj.core.api.Assertions.assertThat;

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
    final DirectSide client;
    final DirectSide server;
    long nowNanos = 1_000_000_000L;

    Pair(boolean isAuthenticated) {
      var random = new SplittableRandom(1);
      client =
          new DirectSide(
              EndpointSettings.Role.CLIENT,
              Credentials.client(2, random).requiring(isAuthenticated, isAuthenticated));
      server =
          new DirectSide(
              EndpointSettings.Role.SERVER,
              Credentials.server(random).requiring(isAuthenticated, isAuthenticated));
    }

    void step() {
      nowNanos += 2_000_000;
      for (int i = 0; i < 2; i++) {
        client.pump(nowNanos, clientAddress, server);
        server.pump(nowNanos, serverAddress, client);
      }
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
            .sessions
            .getFirst()
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
