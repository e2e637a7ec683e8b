package cumulus.transport;

import cumulus.rtmfp.Address;
import cumulus.rtmfp.Transmit;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * Moves datagrams between a UDP socket and an endpoint, in the groups in which the endpoint makes
 * them, and sleeps until there is something to move. Owned by the loop's thread, but for {@link
 * #wakeUp} and {@link #refused}.
 */
interface DatagramTransport extends Closeable {
  /** Takes a datagram; the bytes are borrowed. */
  @FunctionalInterface
  interface Receiver {
    void onDatagram(Address from, byte[] bytes, int offset, int length);
  }

  /**
   * Opens the transport that the settings ask for, or the best that works here.
   *
   * @throws IOException when the address is not this machine's or the port is taken
   */
  static DatagramTransport open(UdpSettings settings) throws IOException {
    return switch (settings.transport()) {
      case PLAIN -> ChannelTransport.open(settings);
      case BATCH -> BatchTransport.open(settings);
      case AUTO -> {
        try {
          yield BatchTransport.open(settings);
        } catch (UnsupportedOperationException e) {
          yield ChannelTransport.open(settings);
        }
      }
    };
  }

  /**
   * Takes the datagrams of a group; they may stay here until {@link #flush}. One that the kernel
   * refuses (no route, too long) is counted and skipped: to the endpoint it is lost on the way.
   *
   * @param from bytes of the group already taken
   * @return bytes taken so far: less than the group's length when the kernel takes no more now
   * @throws IOException when the socket is gone
   */
  int send(Transmit group, int from) throws IOException;

  /** Hands over what {@link #send} has taken; false when the kernel takes no more now. */
  boolean flush() throws IOException;

  /** Receives about {@code limit} datagrams that wait; answers how many. */
  int receive(int limit, Receiver receiver) throws IOException;

  /**
   * Sleeps until a datagram comes, somebody calls {@link #wakeUp}, or the time is over; with {@code
   * untilWritable} also until the kernel takes datagrams again.
   */
  void sleep(long nanos, boolean untilWritable) throws IOException;

  /**
   * Lets datagrams gather: sleeps until the time is over or somebody calls {@link #wakeUp}. Returns
   * at once where so short a sleep cannot be had.
   */
  void rest(long nanos) throws IOException;

  /** Any thread: ends the present or the next sleep. */
  void wakeUp();

  /** Any thread: datagrams refused by the kernel so far. */
  long refused();

  InetSocketAddress localAddress() throws IOException;

  /** Size that the kernel gave to the receive buffer, bytes. */
  int receiveBufferBytes() throws IOException;

  /** The same of the send buffer. */
  int sendBufferBytes() throws IOException;
}
