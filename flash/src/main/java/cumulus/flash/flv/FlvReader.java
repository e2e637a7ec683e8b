package cumulus.flash.flv;

import cumulus.flash.MalformedException;
import cumulus.flash.message.MessageType;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Reads an FLV file from front to back (Adobe Flash Video File Format 10.1, annex E).
 *
 * <pre>
 * "FLV" version(1) flags(1) headerSize(4) backPointer(4)
 * ( type(1) size(3) timestamp(3, then the highest byte) streamId(3) body backPointer(4) )*
 * </pre>
 *
 * <p>Back pointers are not believed, many writers get them wrong. Tags of types nobody knows are
 * passed over. A damaged tail costs only itself: every whole tag before it has been returned.
 */
public final class FlvReader {
  /** Sizes have 24 bits, so a tag is never larger. */
  public static final int LARGEST_BODY = 0xff_ffff;

  private static final int HEADER = 9;
  private static final int LARGEST_HEADER = 1024;
  private static final int TAG_HEADER = 11;
  private static final int BACK_POINTER = 4;
  private static final int ENCRYPTED = 0x20;
  private static final int TYPE = 0x1f;

  private final InputStream in;
  private final int maxBodyBytes;
  private final boolean hasAudio;
  private final boolean hasVideo;
  private long offset;
  private boolean ended;

  /**
   * Reads the header.
   *
   * @throws MalformedException if this is no FLV file
   */
  public FlvReader(InputStream in) throws IOException, MalformedException {
    this(in, LARGEST_BODY);
  }

  /**
   * Reads the header.
   *
   * @param maxBodyBytes a tag with a larger body ends the reading
   * @throws MalformedException if this is no FLV file
   */
  public FlvReader(InputStream in, int maxBodyBytes) throws IOException, MalformedException {
    this.in = in;
    this.maxBodyBytes = maxBodyBytes;
    byte[] header = read(HEADER);
    if (header.length < HEADER || header[0] != 'F' || header[1] != 'L' || header[2] != 'V') {
      throw new MalformedException("no FLV file: it does not begin with \"FLV\" and a header");
    }
    hasAudio = (header[4] & 0x04) != 0;
    hasVideo = (header[4] & 0x01) != 0;
    long size = (long) number(header, 5, 2) << 16 | number(header, 7, 2);
    if (size < HEADER || size > LARGEST_HEADER) {
      throw new MalformedException("no FLV file: its header has " + size + " bytes");
    }
    int rest = (int) size - HEADER + BACK_POINTER;
    ended = read(rest).length < rest;
  }

  /** Whether the header promises audio; many writers promise both. */
  public boolean hasAudio() {
    return hasAudio;
  }

  /** Whether the header promises video; many writers promise both. */
  public boolean hasVideo() {
    return hasVideo;
  }

  /** Bytes read so far. */
  public long offset() {
    return offset;
  }

  /**
   * The next tag, empty at the end of the file and after a damage.
   *
   * @throws MalformedException once, where the file is damaged; the reason names the byte at which
   *     the damaged tag starts
   */
  public Optional<FlvTag> next() throws IOException, MalformedException {
    while (!ended) {
      long start = offset;
      byte[] header = read(TAG_HEADER);
      if (header.length == 0) {
        ended = true;
        return Optional.empty();
      }
      if (header.length < TAG_HEADER) {
        throw damaged(start, "its header is cut off");
      }
      byte[] body = readBody(start, header);
      int type = header[0] & TYPE;
      if (type == MessageType.AUDIO || type == MessageType.VIDEO || type == MessageType.DATA) {
        long millis = number(header, 4, 3) | (header[7] & 0xffL) << 24;
        return Optional.of(new FlvTag(type, millis, body));
      }
    }
    return Optional.empty();
  }

  private byte[] readBody(long start, byte[] header) throws IOException, MalformedException {
    int size = number(header, 1, 3);
    if ((header[0] & ENCRYPTED) != 0) {
      throw damaged(start, "it is encrypted");
    }
    if (size > maxBodyBytes) {
      throw damaged(start, "its body of " + size + " bytes is larger than " + maxBodyBytes);
    }
    byte[] body = read(size);
    if (body.length < size) {
      throw damaged(start, "only " + body.length + " of " + size + " bytes of its body are there");
    }
    // A file cut off right behind a body has lost nothing.
    ended = read(BACK_POINTER).length < BACK_POINTER;
    return body;
  }

  private MalformedException damaged(long start, String why) {
    ended = true;
    return new MalformedException("FLV tag at byte " + start + ": " + why);
  }

  private byte[] read(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    offset += bytes.length;
    return bytes;
  }

  private static int number(byte[] bytes, int start, int count) {
    int value = 0;
    for (int i = start; i < start + count; i++) {
      value = value << 8 | (bytes[i] & 0xff);
    }
    return value;
  }
}
