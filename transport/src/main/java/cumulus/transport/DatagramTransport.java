package cumulus.transport;

import cumulus.rtmfp.Address;
import cumulus.rtmfp.Transmit;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectableChannel;

/**
 * Moves datagrams between a UDP socket and an endpoint, in the groups in which the endpoint makes
 * them. Owned by the loop's thread.
 */
interface DatagramTransport extends Closeable {
  /** Takes a datagram; the bytes are borrowed. */
  @FunctionalInterface
  interface Receiver {
    void onDatagram(Address from, byte[] bytes, int offset, int length);
  }

  /**
   * Sends the datagrams of a group. One that the kernel refuses (no route, too long) is counted and
   * skipped: to the endpoint it is lost on the way.
   *
   * @param from bytes of the group already sent
   * @return bytes sent so far: less than the group's length when the kernel takes no more now
   * @throws IOException when the socket is gone
   */
  int send(Transmit group, int from) throws IOException;

  /** Receives up to {@code limit} datagrams that wait; answers how many. */
  int receive(int limit, Receiver receiver) throws IOException;

  /** Datagrams refused by the kernel so far. */
  long refused();

  /** What the loop's selector waits for. */
  SelectableChannel channel();

  InetSocketAddress localAddress() throws IOException;

  /** Size that the kernel gave to the receive buffer, bytes. */
  int receiveBufferBytes() throws IOException;
}
