package cumulus.flash.message;

import cumulus.flash.ByteWriter;
import cumulus.flash.MalformedException;
import cumulus.flash.amf.Amf0Reader;
import cumulus.flash.amf.Amf0Writer;
import cumulus.flash.amf.AmfOptions;
import cumulus.flash.amf.AmfProblems;
import cumulus.flash.amf.AmfString;
import cumulus.flash.amf.AmfStyle;
import cumulus.flash.amf.AmfValue;
import java.util.List;

/**
 * A data message, types 18 and 15 (flash-profile section 2): the name of a handler and its
 * arguments. The arguments stay the bytes that came, for they are mostly passed on unread.
 */
public final class DataMessage {
  private final AmfString handler;
  private final byte[] bytes;
  private final int amfOffset;
  private final int argumentsOffset;
  private final int end;

  private DataMessage(
      AmfString handler, byte[] bytes, int amfOffset, int argumentsOffset, int end) {
    this.handler = handler;
    this.bytes = bytes;
    this.amfOffset = amfOffset;
    this.argumentsOffset = argumentsOffset;
    this.end = end;
  }

  /**
   * Reads the name of the handler.
   *
   * @param type DATA or DATA_EXTENDED
   * @param bytes an array with the payload, which is what follows the message header; it is kept,
   *     not copied
   */
  public static DataMessage read(int type, byte[] bytes, int offset, int length)
      throws MalformedException {
    int start = Bytes.amfOffset(type, bytes, offset, length);
    var in = new Amf0Reader(bytes, start, length - (start - offset));
    AmfString handler = in.readText();
    return new DataMessage(handler, bytes, start, in.position(), offset + length);
  }

  public String handler() {
    return handler.toString();
  }

  /** The array the message stands in. */
  public byte[] bytes() {
    return bytes;
  }

  /** Index of the handler's name as AMF, behind the format byte of type 15. */
  public int amfOffset() {
    return amfOffset;
  }

  /** Bytes from {@link #amfOffset} to the end. */
  public int amfLength() {
    return end - amfOffset;
  }

  /** Index of the first argument. */
  public int argumentsOffset() {
    return argumentsOffset;
  }

  /** Bytes of all arguments. */
  public int argumentsLength() {
    return end - argumentsOffset;
  }

  /** Reads the arguments. */
  public List<AmfValue> arguments(AmfOptions options) throws MalformedException {
    return new Amf0Reader(bytes, argumentsOffset, argumentsLength(), options).readAll();
  }

  /**
   * The message in the arguments, as for "@setDataFrame", whose first argument names the handler
   * proper.
   */
  public DataMessage inner() throws MalformedException {
    return read(MessageType.DATA, bytes, argumentsOffset, argumentsLength());
  }

  /**
   * Writes the whole message with header, as the type the receiver wants.
   *
   * @param type DATA or DATA_EXTENDED
   */
  public void write(ByteWriter out, int type, long timestampMillis) {
    head(out, type, timestampMillis);
    out.bytes(bytes, amfOffset, amfLength());
  }

  /** Starts a message with header: the arguments are to be written. */
  public static Amf0Writer start(
      ByteWriter out,
      int type,
      long timestampMillis,
      String handler,
      AmfStyle style,
      AmfOptions options,
      AmfProblems problems) {
    head(out, type, timestampMillis);
    var writer = new Amf0Writer(out, style, options, problems);
    writer.writeString(handler);
    return writer;
  }

  /** Starts a message to a client with timestamp 0, whose values are known to be expressible. */
  public static Amf0Writer start(ByteWriter out, int type, String handler, AmfStyle style) {
    return start(out, type, 0, handler, style, AmfOptions.CLIENT, AmfProblems.NONE);
  }

  private static void head(ByteWriter out, int type, long timestampMillis) {
    MessageHeader.write(out, type, timestampMillis);
    if (MessageType.isExtended(type)) {
      out.u8(0);
    }
  }
}
