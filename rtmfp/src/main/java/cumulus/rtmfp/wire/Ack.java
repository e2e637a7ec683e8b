package cumulus.rtmfp.wire;

import cumulus.rtmfp.ProtocolException;

/**
 * Data Acknowledgement, ranges or bitmap (RFC 7016 sections 2.3.13 and 2.3.14), refilled for each
 * chunk. Both forms are read the same way: everything up to {@link #cumulative}, then {@link
 * #nextRange} until false.
 *
 * <pre>
 * 0x51: VLU flowId VLU bufferBlocks VLU cumulative (VLU holes-1, VLU received-1)*
 * 0x50: VLU flowId VLU bufferBlocks VLU cumulative bits (LSB first; bit i = cumulative + 2 + i)
 * </pre>
 */
public final class Ack implements Chunk {
  public long flowId;

  /** Advertised buffer in blocks of 1024 bytes. */
  public long bufferBlocks;

  /** Everything from 0 to here was received. */
  public long cumulative;

  /** The range that {@link #nextRange} found, both ends included. */
  public long rangeFrom;

  public long rangeTo;

  private boolean isBitmap;
  private byte[] packet = new byte[0];
  private int at;
  private int to;
  private long cursor;

  Ack() {}

  void refill(boolean bitmap, byte[] bytes, int from, int end) throws ProtocolException {
    isBitmap = bitmap;
    packet = bytes;
    to = end;
    int next = Vlu.skip(bytes, from, end);
    flowId = Vlu.value(bytes, from, next);
    at = Vlu.skip(bytes, next, end);
    bufferBlocks = Vlu.value(bytes, next, at);
    next = Vlu.skip(bytes, at, end);
    cumulative = Vlu.value(bytes, at, next);
    at = next;
    cursor = bitmap ? 0 : cumulative;
  }

  /**
   * Moves to the next range above {@link #cumulative}; false when there is no more. A cut last pair
   * is ignored.
   */
  public boolean nextRange() {
    return isBitmap ? nextInBitmap() : nextPair();
  }

  private boolean nextPair() {
    if (at >= to) {
      return false;
    }
    try {
      int middle = Vlu.skip(packet, at, to);
      int end = Vlu.skip(packet, middle, to);
      long holes = Vlu.value(packet, at, middle);
      long received = Vlu.value(packet, middle, end);
      at = end;
      rangeFrom = cursor + 1 + holes + 1;
      rangeTo = rangeFrom + received;
      cursor = rangeTo;
      // Numbers that overflow say nothing that could be true.
      return holes >= 0 && received >= 0 && rangeFrom > 0 && rangeTo >= rangeFrom;
    } catch (ProtocolException cut) {
      return false;
    }
  }

  private boolean nextInBitmap() {
    long bits = 8L * (to - at);
    while (cursor < bits && !isSet(cursor)) {
      cursor++;
    }
    if (cursor >= bits) {
      return false;
    }
    rangeFrom = cumulative + 2 + cursor;
    while (cursor < bits && isSet(cursor)) {
      cursor++;
    }
    rangeTo = cumulative + 1 + cursor;
    return rangeFrom > 0;
  }

  private boolean isSet(long bit) {
    return (packet[at + (int) (bit >>> 3)] >>> (bit & 7) & 1) != 0;
  }
}
