package cumulus.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cumulus.rtmfp.Address;
import cumulus.rtmfp.SessionIds;
import cumulus.rtmfp.Transmit;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The batching transport beside the JDK's sockets: what one sends the other receives. */
class BatchTransportTest {
  private static final long SECOND_NANOS = 1_000_000_000L;

  private record Received(Address from, byte[] bytes) {}

  private final List<Received> received = new ArrayList<>();
  private final DatagramTransport batch;
  private final DatagramChannel plain;

  BatchTransportTest() throws IOException {
    assumeTrue(
        BatchTransport.isAvailable(),
        "skipped: batches need 64-bit Linux and --enable-native-access=cumulus.transport");
    var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    batch =
        BatchTransport.open(
            new UdpSettings(
                "batch",
                Optional.of(loopback),
                1 << 20,
                SessionIds.ALL,
                UdpSettings.Transport.BATCH,
                64,
                Duration.ofSeconds(1)));
    plain = DatagramChannel.open().bind(loopback);
  }

  @AfterEach
  void closeBoth() throws IOException {
    batch.close();
    plain.close();
  }

  @Test
  void aGroupArrivesAsTheDatagramsThatItIsMadeOf() throws IOException {
    Transmit group = group(addressOf(plain), 1188, 1188, 1188, 100);
    assertThat(batch.send(group, 0)).isEqualTo(group.length());
    assertThat(batch.flush()).isTrue();
    assertThat(lengthsAt(plain, 4)).containsExactly(1188, 1188, 1188, 100);
    assertThat(batch.refused()).isZero();
  }

  @Test
  void moreGroupsThanTheRingHoldsArriveInOrder() throws IOException {
    var numbers = new ArrayList<Integer>();
    var in = ByteBuffer.allocate(2000);
    for (int i = 0; i < 1000; i++) {
      Transmit group = new Transmit();
      group.begin(addressOf(plain));
      ByteBuffer.wrap(group.bytes()).putInt(i);
      group.added(64);
      assertThat(batch.send(group, 0)).isEqualTo(64);
      if (i % 100 == 99) {
        assertThat(batch.flush()).isTrue();
        for (int k = 0; k < 100; k++) {
          plain.receive(in.clear());
          numbers.add(in.flip().getInt());
        }
      }
    }
    assertThat(numbers).hasSize(1000).isSorted();
  }

  @Test
  void datagramsArriveWholeAndNameTheirSource() throws IOException {
    var target = batch.localAddress();
    for (int i = 0; i < 100; i++) {
      plain.send(ByteBuffer.wrap(new byte[1 + i * 10]), target);
    }
    receiveUntil(100);
    assertThat(received).hasSize(100);
    for (int i = 0; i < 100; i++) {
      assertThat(received.get(i).bytes()).hasSize(1 + i * 10);
      assertThat(received.get(i).from()).isEqualTo(addressOf(plain));
      assertThat(received.get(i).from()).as("the same object").isSameAs(received.get(0).from());
    }
  }

  @Test
  void runsOfOneSenderThatTheKernelJoinedAreTakenApart() throws IOException {
    try (var sender = BatchTransport.open(UdpSettings.client("sender"))) {
      Transmit group = group(Addresses.of(batch.localAddress()), 1188, 1188, 1188, 1188, 7);
      assertThat(sender.send(group, 0)).isEqualTo(group.length());
      assertThat(sender.flush()).isTrue();
      receiveUntil(5);
      assertThat(received)
          .extracting(each -> each.bytes().length)
          .containsExactly(1188, 1188, 1188, 1188, 7);
      for (int i = 0; i < 5; i++) {
        assertThat(received.get(i).bytes()[0]).as("datagram %d", i).isEqualTo((byte) i);
      }
    }
  }

  @Test
  void whatTheKernelRefusesIsCountedAndTheRestArrives() throws IOException {
    Transmit nowhere = group(Address.ipv4(0, 0), 100);
    assertThat(batch.send(nowhere, 0)).isEqualTo(100);
    Transmit group = group(addressOf(plain), 200);
    assertThat(batch.send(group, 0)).isEqualTo(200);
    assertThat(batch.flush()).isTrue();
    assertThat(lengthsAt(plain, 1)).containsExactly(200);
    assertThat(batch.refused()).isEqualTo(1);
  }

  @Test
  void aRestIsEndedByAnotherThreadAndNotByADatagram() throws Exception {
    plain.send(ByteBuffer.wrap(new byte[20]), batch.localAddress());
    // A rest that looked at the socket would be over before the other thread begins.
    var isAsked = new AtomicBoolean();
    Thread waker =
        Thread.ofPlatform()
            .start(
                () -> {
                  LockSupport.parkNanos(SECOND_NANOS / 5);
                  isAsked.set(true);
                  batch.wakeUp();
                });
    batch.rest(600 * SECOND_NANOS);
    assertThat(isAsked).isTrue();
    waker.join();
    receiveUntil(1);
    assertThat(received).as("what came meanwhile").hasSize(1);
  }

  @Test
  void aSleeperIsWokenByAnotherThreadAndByADatagram() throws Exception {
    var isAwake = new AtomicBoolean();
    Thread waker = Thread.ofPlatform().start(batch::wakeUp);
    batch.sleep(600 * SECOND_NANOS, false);
    isAwake.set(true);
    waker.join();
    plain.send(ByteBuffer.wrap(new byte[20]), batch.localAddress());
    batch.sleep(600 * SECOND_NANOS, false);
    receiveUntil(1);
    assertThat(received).hasSize(1);
    assertThat(isAwake).isTrue();
    batch.close();
    batch.wakeUp(); // a late waker meets no descriptor of somebody else
  }

  private void receiveUntil(int count) throws IOException {
    for (int i = 0; i < 1000 && received.size() < count; i++) {
      batch.sleep(SECOND_NANOS / 100, false);
      batch.receive(
          1000,
          (from, bytes, offset, length) -> {
            byte[] copy = new byte[length];
            System.arraycopy(bytes, offset, copy, 0, length);
            received.add(new Received(from, copy));
          });
    }
  }

  private static List<Integer> lengthsAt(DatagramChannel channel, int count) throws IOException {
    var lengths = new ArrayList<Integer>();
    var in = ByteBuffer.allocate(2000);
    for (int i = 0; i < count; i++) {
      channel.receive(in.clear());
      lengths.add(in.position());
    }
    return lengths;
  }

  /** Datagrams whose first byte is their number. */
  private static Transmit group(Address to, int... lengths) {
    var group = new Transmit();
    group.begin(to);
    for (int i = 0; i < lengths.length; i++) {
      group.bytes()[group.length()] = (byte) i;
      group.added(lengths[i]);
    }
    return group;
  }

  private static Address addressOf(DatagramChannel channel) throws IOException {
    return Addresses.of((InetSocketAddress) channel.getLocalAddress());
  }
}
