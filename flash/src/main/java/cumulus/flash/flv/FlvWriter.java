package cumulus.flash.flv;

import cumulus.flash.ByteWriter;
import cumulus.flash.amf.Amf0Writer;
import cumulus.flash.amf.AmfNamed;
import cumulus.flash.amf.AmfStyle;
import cumulus.flash.message.MessageType;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes an FLV file (layout at {@link FlvReader}). After every call the file is whole, so writing
 * may stop at any time; the stream belongs to the caller, who closes it.
 */
public final class FlvWriter {
  private static final int TAG_HEADER = 11;

  private final OutputStream out;
  private final ByteWriter head = new ByteWriter(32);

  /** Writes the header. */
  public FlvWriter(OutputStream out, boolean hasAudio, boolean hasVideo) throws IOException {
    this.out = out;
    head.bytes(new byte[] {'F', 'L', 'V', 1});
    head.u8((hasAudio ? 0x04 : 0) | (hasVideo ? 0x01 : 0));
    head.u32(9);
    head.u32(0);
    writeHead();
  }

  /** Writes onMetaData, which players look for in the first tag. */
  public void writeMetadata(AmfNamed metadata) throws IOException {
    var body = new ByteWriter();
    var writer = new Amf0Writer(body, AmfStyle.AMF0_ONLY);
    writer.writeString("onMetaData");
    writer.write(metadata);
    write(MessageType.DATA, 0, body.array(), 0, body.length());
  }

  public void write(FlvTag tag) throws IOException {
    write(tag.type(), tag.timestampMillis(), tag.body(), 0, tag.body().length);
  }

  /**
   * Writes one message as a tag.
   *
   * @param type audio, video, or data of either kind; extended data loses its format byte, an FLV
   *     file knows AMF0 data only
   * @param timestampMillis 0 to 2^32 - 1
   * @param bytes an array with the payload, which is what follows the message header
   * @throws IllegalArgumentException if the type is none of these, or the body too large for a tag
   */
  public void write(int type, long timestampMillis, byte[] bytes, int offset, int length)
      throws IOException {
    if (!MessageType.isMedia(type)) {
      throw new IllegalArgumentException("no tag for a message of type " + type);
    }
    if (length > FlvReader.LARGEST_BODY) {
      throw new IllegalArgumentException("body of " + length + " bytes");
    }
    int skipped = type == MessageType.DATA_EXTENDED ? Math.min(1, length) : 0;
    int size = length - skipped;
    head.u8(MessageType.isData(type) ? MessageType.DATA : type);
    head.u24(size);
    head.u24((int) timestampMillis);
    head.u8((int) (timestampMillis >> 24));
    head.u24(0);
    writeHead();
    out.write(bytes, offset + skipped, size);
    head.u32(TAG_HEADER + size);
    writeHead();
  }

  private void writeHead() throws IOException {
    out.write(head.array(), 0, head.length());
    head.truncate(0);
  }
}
