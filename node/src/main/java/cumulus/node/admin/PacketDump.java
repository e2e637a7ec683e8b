package cumulus.node.admin;

import cumulus.rtmfp.Address;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The packets of one session on their way from its loop to whoever writes them down. What finds no
 * room is left out and counted.
 */
final class PacketDump {
  /** What may wait. */
  private static final long MAX_WAITING_BYTES = 4L << 20;

  /** What a packet keeps beside its bytes, about. */
  private static final int PACKET_BYTES = 100;

  /**
   * A packet without encryption.
   *
   * @param atNanos of the loops' clock
   * @param far where it comes from or goes to
   * @param bytes header and chunks
   */
  record Packet(long atNanos, boolean isSent, Address far, byte[] bytes) {}

  private final long client;
  private final int session;
  private final Address address;
  private final LinkedBlockingQueue<Packet> queue = new LinkedBlockingQueue<>();
  private final AtomicLong waitingBytes = new AtomicLong();
  private final AtomicLong leftOut = new AtomicLong();

  PacketDump(long client, int session, Address address) {
    this.client = client;
    this.session = session;
    this.address = address;
  }

  long client() {
    return client;
  }

  int session() {
    return session;
  }

  Address address() {
    return address;
  }

  /** Any thread. */
  void add(Packet packet) {
    int bytes = packet.bytes().length + PACKET_BYTES;
    if (waitingBytes.addAndGet(bytes) > MAX_WAITING_BYTES) {
      waitingBytes.addAndGet(-bytes);
      leftOut.incrementAndGet();
    } else {
      queue.add(packet);
    }
  }

  /** The next packet; empty if none comes in time. */
  Optional<Packet> next(long nanos) throws InterruptedException {
    Optional<Packet> packet = Optional.ofNullable(queue.poll(nanos, TimeUnit.NANOSECONDS));
    packet.ifPresent(taken -> waitingBytes.addAndGet(-(taken.bytes().length + PACKET_BYTES)));
    return packet;
  }

  /** Packets that found no room. */
  long leftOut() {
    return leftOut.get();
  }
}
