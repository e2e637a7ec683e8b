package cumulus.rtmfp.flow;

import cumulus.rtmfp.Payload;
import cumulus.rtmfp.wire.UserData;

/**
 * Joins the fragments of one message, given in order. The whole message is copied out once; the
 * array it grew in goes back to the others.
 */
final class Assembly {
  private static final byte[] NONE = new byte[0];

  private final AssemblyBuffers buffers;
  private byte[] bytes = NONE;
  private int length;
  private boolean isRunning;

  Assembly(AssemblyBuffers buffers) {
    this.buffers = buffers;
  }

  /** Bytes of the message in progress. */
  int length() {
    return length;
  }

  boolean isRunning() {
    return isRunning;
  }

  /** Forgets the message in progress: a part of it will never come. */
  void breakOff() {
    isRunning = false;
    length = 0;
    buffers.give(bytes);
    bytes = NONE;
  }

  /**
   * True if a fragment of this kind continues what is in progress; a middle or an end without a
   * beginning does not.
   */
  boolean accepts(int kind) {
    return kind == UserData.WHOLE || kind == UserData.BEGIN || isRunning;
  }

  /** Adds a beginning or a middle. */
  void add(int kind, byte[] source, int from, int count) {
    if (kind == UserData.BEGIN) {
      breakOff();
      isRunning = true;
    }
    if (length + count > bytes.length) {
      byte[] larger = buffers.take(Math.max(length + count, 2 * length));
      System.arraycopy(bytes, 0, larger, 0, length);
      buffers.give(bytes);
      bytes = larger;
    }
    System.arraycopy(source, from, bytes, length, count);
    length += count;
  }

  /** The message, with its end. */
  Payload finish(byte[] source, int from, int count) {
    byte[] whole = new byte[length + count];
    System.arraycopy(bytes, 0, whole, 0, length);
    System.arraycopy(source, from, whole, length, count);
    breakOff();
    return Payload.wrap(whole);
  }
}
