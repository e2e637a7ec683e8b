package cumulus.links.wire;

import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Cuts a stream of bytes into frames, however they arrive. The length that a frame claims is not
 * believed: memory grows with what has really come, and beyond {@link #LARGE_BYTES} only with
 * leave.
 */
public final class FrameReader {
  /** A frame with more bytes needs leave to be read. */
  public static final int LARGE_BYTES = 64 << 10;

  private static final int BUFFER_BYTES = 16 << 10;
  private static final int FIRST_BODY_BYTES = 4 << 10;

  private final Source source;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int start;
  private int end;

  /** Where bytes come from. */
  public interface Source {
    /** Waits for bytes and takes some of them; -1 at the end, as an input stream does. */
    int read(byte[] into, int offset, int length) throws IOException;

    /** A large frame begins: waits until it may be read. Who gives leave, takes it back. */
    void beginLarge() throws InterruptedException;
  }

  public FrameReader(Source source) {
    this.source = source;
  }

  /**
   * Waits for the next frame and answers its payload; empty when the stream ends behind a frame.
   *
   * @param maxBytes largest payload
   * @throws LinkException for a larger one
   * @throws EOFException when the stream ends inside a frame
   */
  public Optional<byte[]> next(int maxBytes)
      throws IOException, InterruptedException, LinkException {
    if (start == end && !fill()) {
      return Optional.empty();
    }
    long length = 0;
    for (int i = 0; i < Frame.LENGTH_BYTES; i++) {
      if (start == end && !fill()) {
        throw new EOFException("the stream ends inside a frame");
      }
      length = length << 8 | buffer[start++] & 0xff;
    }
    if (length > maxBytes) {
      throw new LinkException(
          "it sent a frame of " + length + " bytes where " + maxBytes + " are allowed");
    }
    if (length > LARGE_BYTES) {
      source.beginLarge();
    }
    return Optional.of(body((int) length));
  }

  private byte[] body(int length) throws IOException {
    byte[] body = new byte[Math.min(length, Math.max(FIRST_BODY_BYTES, end - start))];
    int filled = 0;
    while (filled < length) {
      if (filled == body.length) {
        body = Arrays.copyOf(body, (int) Math.min(length, 2L * body.length));
      }
      int count = take(body, filled, body.length - filled);
      if (count < 0) {
        throw new EOFException("the stream ends inside a frame");
      }
      filled += count;
    }
    return body;
  }

  /** From the buffer, or past it when the frame wants more than the buffer holds. */
  private int take(byte[] into, int offset, int wanted) throws IOException {
    if (start == end) {
      if (wanted >= BUFFER_BYTES) {
        return source.read(into, offset, Math.min(wanted, LARGE_BYTES));
      }
      if (!fill()) {
        return -1;
      }
    }
    int count = Math.min(wanted, end - start);
    System.arraycopy(buffer, start, into, offset, count);
    start += count;
    return count;
  }

  private boolean fill() throws IOException {
    start = 0;
    end = Math.max(0, source.read(buffer, 0, buffer.length));
    return end > 0;
  }
}
