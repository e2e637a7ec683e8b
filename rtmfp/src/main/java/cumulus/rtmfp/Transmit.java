package cumulus.rtmfp;

/**
 * A group of datagrams to one address, filled by {@link Endpoint#poll}: all but the last have
 * {@link #segmentLength} bytes and they stand one behind the other, so that a kernel with
 * segmentation takes the whole group in one call. Reused: valid until the next poll.
 */
public final class Transmit {
  /** Most bytes in a group. */
  public static final int CAPACITY = 64 * 1024 - 1;

  private final byte[] bytes = new byte[CAPACITY];
  private Address to = new Address(0, 0, 0);
  private int length;
  private int segmentLength;

  /** An empty group. */
  public Transmit() {}

  /** Destination of every datagram of the group. */
  public Address to() {
    return to;
  }

  /** The datagrams' bytes, from 0 to {@link #length}. */
  public byte[] bytes() {
    return bytes;
  }

  /** Bytes of all datagrams together. */
  public int length() {
    return length;
  }

  /** Bytes of each datagram but the last, which may be shorter. */
  public int segmentLength() {
    return segmentLength;
  }

  /** Number of datagrams. */
  public int count() {
    return length == 0 ? 0 : (length + segmentLength - 1) / segmentLength;
  }

  /** Empties the group and addresses it. For the endpoint. */
  public void begin(Address destination) {
    to = destination;
    length = 0;
    segmentLength = 0;
  }

  /** Counts a datagram that was written at {@link #length}. For the endpoint. */
  public void added(int datagramLength) {
    if (length == 0) {
      segmentLength = datagramLength;
    }
    length += datagramLength;
  }
}
