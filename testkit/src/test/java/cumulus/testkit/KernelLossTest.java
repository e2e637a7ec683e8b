package cumulus.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.junit.jupiter.api.Test;

class KernelLossTest {
  private static final int DATAGRAMS = 4_000;

  @Test
  void whatIsLostIsCountedAndTheRestArrives() throws IOException {
    assumeTrue(KernelLoss.isAvailable(), "skipped: loss by the kernel needs Linux");
    try (DatagramChannel receiver = channel();
        DatagramChannel sender = channel()) {
      receiver.configureBlocking(false);
      var loss = new KernelLoss(0.25);
      assertThat(received(sender, receiver)).isEqualTo(DATAGRAMS);
      loss.spread();
      loss.spread();
      int received = received(sender, receiver);
      assertThat(loss.lost()).isEqualTo(DATAGRAMS - received);
      // Eleven standard deviations to either side.
      assertThat(received).isBetween(2_700, 3_300);
    }
  }

  private static DatagramChannel channel() throws IOException {
    return DatagramChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  /** Over loopback a datagram is there when it is sent. */
  private static int received(DatagramChannel sender, DatagramChannel receiver) throws IOException {
    int count = 0;
    for (int i = 0; i < DATAGRAMS; i++) {
      sender.send(ByteBuffer.wrap(new byte[100]), receiver.getLocalAddress());
      count += receiver.receive(ByteBuffer.allocate(200)) == null ? 0 : 1;
    }
    return count;
  }
}
