package cumulus.transport;

import cumulus.rtmfp.Address;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * An off-heap array of {@code mmsghdr} of 64-bit Linux, each with one buffer, one address and room
 * for one control message; rewritten in place.
 *
 * <pre>
 * mmsghdr   name* 8 | namelen 4 + 4 | iov* 8 | iovlen 8 | control* 8 | controllen 8 | flags 4 + 4
 *           | len 4 + 4                                                       (64 bytes)
 * iovec     base* 8 | len 8
 * sockaddr  family 2 | port 2 (big-endian) | flow 4 | address 16 | scope 4    (28 bytes)
 * cmsghdr   len 8 | level 4 | type 4 | value
 * </pre>
 */
final class MessageRing {
  /** Bytes of a {@code sockaddr_in6}. */
  static final int ADDRESS_BYTES = 28;

  private static final int MESSAGE = 64;
  private static final int NAME_LENGTH = 8;
  private static final int IOV = 16;
  private static final int IOV_COUNT = 24;
  private static final int CONTROL = 32;
  private static final int CONTROL_LENGTH = 40;
  private static final int FLAGS = 48;
  private static final int LENGTH = 56;
  private static final int VECTOR = 16;
  private static final int ADDRESS_STRIDE = 32;
  private static final int CONTROL_STRIDE = 32;
  private static final int CONTROL_HEAD = 16;

  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final ValueLayout.OfShort PORT =
      ValueLayout.JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong WIRE_LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final int size;
  private final MemorySegment messages;
  private final MemorySegment vectors;
  private final MemorySegment addresses;
  private final MemorySegment controls;

  MessageRing(Arena arena, int size) {
    this.size = size;
    this.messages = arena.allocate((long) size * MESSAGE, Long.BYTES);
    this.vectors = arena.allocate((long) size * VECTOR, Long.BYTES);
    this.addresses = arena.allocate((long) size * ADDRESS_STRIDE, Long.BYTES);
    this.controls = arena.allocate((long) size * CONTROL_STRIDE, Long.BYTES);
    for (int i = 0; i < size; i++) {
      long at = (long) i * MESSAGE;
      messages.set(LONG, at, addresses.address() + (long) i * ADDRESS_STRIDE);
      messages.set(INT, at + NAME_LENGTH, ADDRESS_BYTES);
      messages.set(LONG, at + IOV, vectors.address() + (long) i * VECTOR);
      messages.set(LONG, at + IOV_COUNT, 1);
      messages.set(LONG, at + CONTROL, controls.address() + (long) i * CONTROL_STRIDE);
    }
  }

  int size() {
    return size;
  }

  /** The messages from one on, as the kernel takes them. */
  MemorySegment from(int index) {
    return messages.asSlice((long) index * MESSAGE);
  }

  /** Points a message to its bytes. */
  void setBuffer(int index, long address, long length) {
    long at = (long) index * VECTOR;
    vectors.set(LONG, at, address);
    vectors.set(LONG, at + Long.BYTES, length);
  }

  long bufferAddress(int index) {
    return vectors.get(LONG, (long) index * VECTOR);
  }

  long bufferLength(int index) {
    return vectors.get(LONG, (long) index * VECTOR + Long.BYTES);
  }

  /** Addresses a message. */
  void setAddress(int index, Address to, int scope) {
    writeAddress(addresses, (long) index * ADDRESS_STRIDE, to, scope);
  }

  /** Asks the kernel to cut a message into datagrams of this size; 0: it is one datagram. */
  void setSegment(int index, int bytes) {
    long at = (long) index * MESSAGE;
    if (bytes == 0) {
      messages.set(LONG, at + CONTROL_LENGTH, 0);
      return;
    }
    long control = (long) index * CONTROL_STRIDE;
    controls.set(LONG, control, CONTROL_HEAD + Short.BYTES);
    controls.set(INT, control + 8, LinuxCalls.SOL_UDP);
    controls.set(INT, control + 12, LinuxCalls.UDP_SEGMENT);
    controls.set(SHORT, control + CONTROL_HEAD, (short) bytes);
    messages.set(LONG, at + CONTROL_LENGTH, CONTROL_HEAD + Long.BYTES);
  }

  /** The size that {@link #setSegment} asked for, 0 for none. */
  int segment(int index) {
    return messages.get(LONG, (long) index * MESSAGE + CONTROL_LENGTH) == 0
        ? 0
        : controls.get(SHORT, (long) index * CONTROL_STRIDE + CONTROL_HEAD) & 0xffff;
  }

  /** Makes a message ready to be received into, with its whole buffer. */
  void expect(int index) {
    long at = (long) index * MESSAGE;
    messages.set(INT, at + NAME_LENGTH, ADDRESS_BYTES);
    messages.set(LONG, at + CONTROL_LENGTH, CONTROL_STRIDE);
    messages.set(INT, at + FLAGS, 0);
  }

  /** Bytes received into a message. */
  int received(int index) {
    return messages.get(INT, (long) index * MESSAGE + LENGTH);
  }

  /** Size of the datagrams that the kernel joined in a received message, or its whole length. */
  int receivedSegment(int index) {
    int whole = received(index);
    long controlLength = messages.get(LONG, (long) index * MESSAGE + CONTROL_LENGTH);
    long control = (long) index * CONTROL_STRIDE;
    boolean isJoined =
        controlLength >= CONTROL_HEAD + Integer.BYTES
            && controls.get(INT, control + 8) == LinuxCalls.SOL_UDP
            && controls.get(INT, control + 12) == LinuxCalls.UDP_GRO;
    int segment = isJoined ? controls.get(INT, control + CONTROL_HEAD) : whole;
    return segment <= 0 ? whole : segment;
  }

  /** The source of a received message, from a table so that nothing is made for a known one. */
  Address source(int index, PeerTable known) {
    long at = (long) index * ADDRESS_STRIDE;
    return known.find(
        addresses.get(WIRE_LONG, at + 8),
        addresses.get(WIRE_LONG, at + 16),
        addresses.get(PORT, at + 2) & 0xffff,
        addresses.get(INT, at + 24));
  }

  static void writeAddress(MemorySegment target, long at, Address address, int scope) {
    target.set(SHORT, at, (short) LinuxCalls.AF_INET6);
    target.set(PORT, at + 2, (short) address.port());
    target.set(INT, at + 4, 0);
    target.set(WIRE_LONG, at + 8, address.high());
    target.set(WIRE_LONG, at + 16, address.low());
    target.set(INT, at + 24, scope);
  }

  static Address readAddress(MemorySegment source) {
    return new Address(
        source.get(WIRE_LONG, 8), source.get(WIRE_LONG, 16), source.get(PORT, 2) & 0xffff);
  }
}
