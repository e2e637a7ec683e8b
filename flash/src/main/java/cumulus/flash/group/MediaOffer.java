package cumulus.flash.group;

import cumulus.flash.ByteWriter;
import cumulus.flash.MalformedException;
import java.nio.charset.StandardCharsets;

/**
 * Offers a stream to a neighbour, or accepts the neighbour's offer of it (netgroup section 3.5).
 *
 * <pre>
 * 21    length 00 name    21 01 streamKey(32)    01 02    [01 06]    length 03 windowMillis
 *       length 04 300000    length 05 updateMillis    length 07 fetchMillis
 * 21    lastFragment(VLU)         the end of the stream
 * </pre>
 *
 * @param windowMillis how long a fragment may be asked for
 * @param updateMillis how often a member tells what it has
 * @param fetchMillis how long after it was announced a missing fragment is asked for
 * @param isToldToAll true if every neighbour is told each time, false for one at random
 */
public record MediaOffer(
    String name,
    StreamKey key,
    long windowMillis,
    long updateMillis,
    long fetchMillis,
    boolean isToldToAll) {
  /** Longest name of a stream in bytes. */
  public static final int MAX_NAME_BYTES = 512;

  /** An offer is at least this long behind its type; what is shorter is an end. */
  private static final int SHORTEST = 0x24;

  private static final int NAME = 0x00;
  private static final int KEY = 0x01;

  /** Meaning unknown, always present. */
  private static final int UNKNOWN_FLAG = 0x02;

  private static final int WINDOW = 0x03;

  /** Meaning unknown, always of the value below. */
  private static final int UNKNOWN_TIME = 0x04;

  private static final long UNKNOWN_TIME_VALUE = 300_000;

  private static final int UPDATE = 0x05;
  private static final int TO_ALL = 0x06;
  private static final int FETCH = 0x07;

  private static final byte[] EMPTY = {};

  /** True if the message is an end rather than an offer. */
  public static boolean isEnd(byte[] bytes) {
    return bytes.length - 1 < SHORTEST;
  }

  /** Reads the number of the stream's last fragment from an end. */
  public static long readEnd(byte[] bytes) throws MalformedException {
    var in = new GroupReader(bytes, 1, bytes.length - 1);
    return in.vlu();
  }

  /** An end as a whole message. */
  public static byte[] end(long lastFragment) {
    var out = new ByteWriter();
    out.u8(PeerMessageType.OFFER);
    GroupReader.writeVlu(out, lastFragment);
    return out.toByteArray();
  }

  /** Reads an offer, a whole message with its type. Options that are missing are 0. */
  public static MediaOffer read(byte[] bytes) throws MalformedException {
    var in = new GroupReader(bytes, 1, bytes.length - 1);
    byte[] name = EMPTY;
    byte[] key = EMPTY;
    long window = 0;
    long update = 0;
    long fetch = 0;
    boolean isToldToAll = false;
    while (in.remaining() > 0) {
      GroupReader option = in.option();
      if (option.remaining() > 0) {
        switch (option.u8()) {
          case NAME -> name = option.bytes(option.remaining());
          case KEY -> key = option.bytes(option.remaining());
          case WINDOW -> window = option.vlu();
          case UPDATE -> update = option.vlu();
          case FETCH -> fetch = option.vlu();
          case TO_ALL -> isToldToAll = true;
          default -> {}
        }
      }
    }
    if (key.length != StreamKey.BYTES || name.length > MAX_NAME_BYTES) {
      throw new MalformedException("offer of a stream without key or with a name too long");
    }
    return new MediaOffer(
        new String(name, StandardCharsets.UTF_8),
        StreamKey.of(key),
        window,
        update,
        fetch,
        isToldToAll);
  }

  /** The offer as a whole message. */
  public byte[] toByteArray() {
    var out = new ByteWriter();
    out.u8(PeerMessageType.OFFER);
    GroupReader.writeOption(out, NAME, name.getBytes(StandardCharsets.UTF_8));
    GroupReader.writeOption(out, KEY, key.bytes());
    GroupReader.writeOption(out, UNKNOWN_FLAG, EMPTY);
    if (isToldToAll) {
      GroupReader.writeOption(out, TO_ALL, EMPTY);
    }
    GroupReader.writeOption(out, WINDOW, windowMillis);
    GroupReader.writeOption(out, UNKNOWN_TIME, UNKNOWN_TIME_VALUE);
    GroupReader.writeOption(out, UPDATE, updateMillis);
    GroupReader.writeOption(out, FETCH, fetchMillis);
    return out.toByteArray();
  }
}
