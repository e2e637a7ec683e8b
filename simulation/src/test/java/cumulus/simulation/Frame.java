package cumulus.simulation;

import cumulus.rtmfp.Payload;

/**
 * A message of a generated stream that says which it is, in the form of an FLV tag body.
 *
 * <pre>
 * video  17 or 27, 01 (00: codec header), 00 00 00, run(4), index(4), bytes made from both
 * audio  af, 01 (00: codec header), run(4), index(4), bytes made from both
 * </pre>
 *
 * @param run number of the publication it was made for, unique in a simulation
 * @param index counts the frames of its kind in the run, from 0; a header has that of the next
 *     frame
 */
record Frame(Kind kind, int run, int index) {
  enum Kind {
    VIDEO_HEADER(0x17, 0),
    KEY(0x17, 1),
    INTER(0x27, 1),
    AUDIO_HEADER(0xaf, 0),
    AUDIO(0xaf, 1);

    final int first;
    final int second;

    Kind(int first, int second) {
      this.first = first;
      this.second = second;
    }

    boolean isVideo() {
      return first != 0xaf;
    }

    boolean isHeader() {
      return second == 0;
    }
  }

  private static final int NUMBERS = 8;

  /** The smallest body of any kind. */
  static final int MIN_LENGTH = 5 + NUMBERS;

  /** The body with this length, {@link #MIN_LENGTH} or more. */
  Payload body(int length) {
    byte[] bytes = new byte[length];
    bytes[0] = (byte) kind.first;
    bytes[1] = (byte) kind.second;
    int at = start(kind);
    write(bytes, at, run);
    write(bytes, at + 4, index);
    for (int i = at + NUMBERS; i < length; i++) {
      bytes[i] = filler(run, index, i);
    }
    return Payload.wrap(bytes);
  }

  /**
   * Reads a body.
   *
   * @throws AssertionError if it is not exactly what was sent
   */
  static Frame read(byte[] bytes, int offset, int length) {
    int first = bytes[offset] & 0xff;
    int second = bytes[offset + 1];
    for (Kind kind : Kind.values()) {
      if (kind.first == first && kind.second == second) {
        int at = offset + start(kind);
        var frame = new Frame(kind, read(bytes, at), read(bytes, at + 4));
        for (int i = start(kind) + NUMBERS; i < length; i++) {
          if (bytes[offset + i] != filler(frame.run, frame.index, i)) {
            throw new AssertionError("damaged at " + i + " of " + length + ": " + frame);
          }
        }
        return frame;
      }
    }
    throw new AssertionError("no frame begins with " + first + ", " + second);
  }

  private static int start(Kind kind) {
    return kind.isVideo() ? 5 : 2;
  }

  private static byte filler(int run, int index, int place) {
    return (byte) (run * 31 + index * 7 + place);
  }

  private static void write(byte[] bytes, int at, int value) {
    for (int i = 0; i < 4; i++) {
      bytes[at + i] = (byte) (value >>> 24 - 8 * i);
    }
  }

  private static int read(byte[] bytes, int at) {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      value = value << 8 | bytes[at + i] & 0xff;
    }
    return value;
  }
}
