package cumulus.rtmfp.wire;

import cumulus.rtmfp.Address;
import cumulus.rtmfp.Payload;

/**
 * Builds one plain packet in a buffer that is used again for each. The caller keeps to {@link
 * #room}; every write beyond it is a fault of ours and throws.
 */
public final class PacketWriter {
  /** Origins of an address (RFC 7016 section 2.1.5). */
  public static final int REPORTED = 1;

  public static final int OBSERVED = 2;
  public static final int RELAYED = 3;

  private final byte[] bytes;
  private final int start;
  private int at;
  private int limit;
  private int chunkAt;
  private int firstChunkAt;

  /**
   * A writer whose packets begin at {@code headroom}, with room for what the cipher puts in front
   * and, of {@code tailroom} bytes, behind.
   */
  public PacketWriter(int headroom, int capacity, int tailroom) {
    bytes = new byte[headroom + capacity + tailroom];
    start = headroom;
  }

  /** Starts a packet of at most {@code maxLength} bytes; times below 0 are left out. */
  public void begin(int maxLength, int mode, int timestamp, int timestampEcho) {
    at = start;
    limit = start + maxLength;
    int flags = mode;
    flags |= timestamp >= 0 ? PacketHeader.TIMESTAMP : 0;
    flags |= timestampEcho >= 0 ? PacketHeader.TIMESTAMP_ECHO : 0;
    int8(flags);
    if (timestamp >= 0) {
      int16(timestamp);
    }
    if (timestampEcho >= 0) {
      int16(timestampEcho);
    }
    firstChunkAt = at;
  }

  /** Adds flags to the head, once it is known what the packet holds. */
  public void flag(int flags) {
    bytes[start] |= (byte) flags;
  }

  public byte[] bytes() {
    return bytes;
  }

  /** Where the packet begins in {@link #bytes}. */
  public int from() {
    return start;
  }

  /** Where it ends. */
  public int to() {
    return at;
  }

  /** True while no chunk was written. */
  public boolean isEmpty() {
    return at == firstChunkAt;
  }

  /** Bytes left for payload of one more chunk; may be negative. */
  public int room() {
    return limit - at - Chunk.HEADER;
  }

  /** Begins a chunk; {@link #endChunk} fills its length in. */
  public PacketWriter chunk(int type) {
    chunkAt = at;
    int8(type);
    at += 2;
    return this;
  }

  /** Ends the chunk and returns its bytes including its header. */
  public int endChunk() {
    if (at > limit) {
      throw new IllegalStateException("packet is " + (at - limit) + " bytes too long");
    }
    int length = at - chunkAt - Chunk.HEADER;
    bytes[chunkAt + 1] = (byte) (length >>> 8);
    bytes[chunkAt + 2] = (byte) length;
    return at - chunkAt;
  }

  public PacketWriter int8(int value) {
    bytes[at++] = (byte) value;
    return this;
  }

  public PacketWriter int16(int value) {
    return int8(value >>> 8).int8(value);
  }

  public PacketWriter int32(int value) {
    return int16(value >>> 16).int16(value);
  }

  /** The low {@code count} bytes of a number, big-endian, from byte {@code from} of them on. */
  public PacketWriter head(long value, int count, int from, int to) {
    for (int i = from; i < to; i++) {
      int8((int) (value >>> 8 * (count - 1 - i)));
    }
    return this;
  }

  public PacketWriter vlu(long value) {
    at = Vlu.write(bytes, at, value);
    return this;
  }

  public PacketWriter raw(byte[] source) {
    System.arraycopy(source, 0, bytes, at, source.length);
    at += source.length;
    return this;
  }

  /** {@code VLU length | bytes}. */
  public PacketWriter counted(byte[] source) {
    return vlu(source.length).raw(source);
  }

  public PacketWriter payload(Payload source, int from, int length) {
    source.writeTo(bytes, at, from, length);
    at += length;
    return this;
  }

  public PacketWriter address(Address address, int origin) {
    byte[] ip = address.bytes();
    return int8(ip.length == 16 ? 0x80 | origin : origin).raw(ip).int16(address.port());
  }
}
