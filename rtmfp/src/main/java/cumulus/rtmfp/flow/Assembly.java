package cumulus.rtmfp.flow;

import cumulus.rtmfp.Payload;
import cumulus.rtmfp.wire.UserData;
import java.util.Arrays;

/**
 * Joins the fragments of one message, given in order. The cells are used again for the next
 * message; the whole message is copied out once.
 */
final class Assembly {
  private static final int INITIAL = 4096;
  private static final int KEPT = 64 * 1024;

  private byte[] bytes = new byte[0];
  private int length;
  private boolean isRunning;

  Assembly() {}

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
    if (bytes.length > KEPT) {
      bytes = new byte[0];
    }
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
      bytes = Arrays.copyOf(bytes, Math.max(Math.max(2 * bytes.length, INITIAL), length + count));
    }
    System.arraycopy(source, from, bytes, length, count);
    length += count;
  }

  /** The message, with its end. */
  Payload finish(byte[] source, int from, int count) {
    byte[] whole = Arrays.copyOf(bytes, length + count);
    System.arraycopy(source, from, whole, length, count);
    breakOff();
    return Payload.wrap(whole);
  }
}
