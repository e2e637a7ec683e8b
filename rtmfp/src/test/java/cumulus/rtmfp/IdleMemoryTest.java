package cumulus.rtmfp;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.testkit.HeapGrowth;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What a server keeps in its heap for a session in which a message went each way. */
final class IdleMemoryTest {
  private static final int WARM_UP = 50;
  private static final int SESSIONS = 200;

  /** 4,500 when written, half of it the ciphers; 3,500 with compact object headers. */
  private static final long MOST_BYTES = 5_200;

  private final SplittableRandom random = new SplittableRandom(1);
  private final DirectSide server =
      new DirectSide(EndpointSettings.Role.SERVER, Credentials.server(random));
  private long nowNanos = 1_000_000_000L;

  @Test
  void anIdleSessionTakesLittle() {
    open(WARM_UP);
    long before = HeapGrowth.liveBytes();
    open(SESSIONS);
    long each = (HeapGrowth.liveBytes() - before) / SESSIONS;
    assertThat(server.sessions).hasSize(WARM_UP + SESSIONS).allMatch(Session::isOpen);
    assertThat(each).isBetween(1_000L, MOST_BYTES);
  }

  /** Opens sessions; their other ends are not kept. */
  private void open(int sessions) {
    for (int i = 0; i < sessions; i++) {
      Address address = Address.ipv4(0x0a010000 + server.sessions.size(), 1935);
      var client = new DirectSide(EndpointSettings.Role.CLIENT, Credentials.client(2, random));
      client.endpoint.advance(nowNanos);
      client.endpoint.open("rtmfp://server/app", List.of(Address.ipv4(1, 1935)), client);
      run(client, address);
      write(client.sessions.getFirst());
      run(client, address);
      write(server.sessions.getLast());
      run(client, address);
      assertThat(client.messages).isEqualTo(1);
    }
    assertThat(server.messages).isEqualTo(server.sessions.size());
  }

  private void run(DirectSide client, Address address) {
    for (int i = 0; i < 10; i++) {
      nowNanos += 3_000_000;
      client.pump(nowNanos, address, server);
      server.pump(nowNanos, Address.ipv4(1, 1935), client);
    }
  }

  private static void write(Session session) {
    session
        .openFlow(new byte[] {'m'}, Optional.empty(), Priority.PRIORITY, SendFlowListener.NONE)
        .write(Payload.wrap(new byte[100]), Delivery.RELIABLE);
  }
}
