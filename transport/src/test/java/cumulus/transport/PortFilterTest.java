package cumulus.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cumulus.rtmfp.SessionIds;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three sockets at one port, and the kernel that chooses among them. */
class PortFilterTest {
  private static final int SOCKETS = 3;

  private final SplittableRandom random = new SplittableRandom(5);
  private final List<BatchTransport> sockets = new ArrayList<>();
  private InetSocketAddress at = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  @BeforeEach
  void open() throws IOException {
    assumeTrue(
        BatchTransport.isAvailable(),
        "skipped: batches need 64-bit Linux and --enable-native-access=cumulus.transport");
    for (int i = 0; i < SOCKETS; i++) {
      sockets.add(BatchTransport.open(settings(new SessionIds(i, SOCKETS))));
      at = sockets.getFirst().localAddress();
    }
  }

  private UdpSettings settings(SessionIds ids) {
    return new UdpSettings(
        "shared",
        Optional.of(at),
        1 << 20,
        ids,
        UdpSettings.Transport.BATCH,
        64,
        Duration.ofSeconds(1));
  }

  @AfterEach
  void close() {
    sockets.forEach(BatchTransport::close);
  }

  @Test
  void aSessionStaysWithItsSocketWhereverItsPacketsComeFrom() throws IOException {
    for (int address = 0; address < 10; address++) {
      try (DatagramChannel sender = sender()) {
        for (int i = 0; i < 30; i++) {
          sender.send(ByteBuffer.wrap(random(20 + random.nextInt(1000))), at);
        }
      }
    }
    assertThat(arrivals(true).stream().mapToInt(List::size).sum()).isEqualTo(300);
  }

  @Test
  void handshakesOfOneAddressComeToOneSocket() throws IOException {
    try (DatagramChannel sender = sender()) {
      for (int i = 0; i < 30; i++) {
        byte[] handshake = random(100);
        for (int k = 0; k < 4; k++) {
          handshake[k] = (byte) (handshake[k + 4] ^ handshake[k + 8]);
        }
        sender.send(ByteBuffer.wrap(handshake), at);
      }
    }
    assertThat(arrivals(false)).extracting(List::size).containsOnlyOnce(30).containsOnly(0, 30);
  }

  @Test
  void whatIsTooShortForAnySessionDisturbsNobody() throws IOException {
    try (DatagramChannel sender = sender()) {
      for (int length = 1; length < 12; length++) {
        sender.send(ByteBuffer.wrap(random(length)), at);
      }
    }
    assertThat(arrivals(false).stream().mapToInt(List::size).sum()).isEqualTo(11);
  }

  /** What has come, by socket: over loopback that is all that was sent. */
  private List<List<byte[]>> arrivals(boolean ofSessions) throws IOException {
    var all = new ArrayList<List<byte[]>>();
    for (int i = 0; i < SOCKETS; i++) {
      var ids = new SessionIds(i, SOCKETS);
      var received = new ArrayList<byte[]>();
      sockets
          .get(i)
          .receive(
              1000,
              (_, bytes, offset, length) -> {
                received.add(Arrays.copyOfRange(bytes, offset, offset + length));
                assertThat(!ofSessions || ids.ownerOf(bytes, offset, length) == ids.index())
                    .isTrue();
              });
      all.add(received);
    }
    return all;
  }

  private static DatagramChannel sender() throws IOException {
    return DatagramChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  private byte[] random(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
