package cumulus.flash.message;

import cumulus.flash.ByteWriter;
import cumulus.flash.amf.Amf0Writer;
import cumulus.flash.amf.AmfOptions;
import cumulus.flash.amf.AmfProblems;
import cumulus.flash.amf.AmfString;
import cumulus.flash.amf.AmfStyle;
import cumulus.flash.amf.AmfValue;
import java.util.Map;

/** Whole messages a server answers with: type 20, timestamp 0, command object null. */
public final class Replies {
  private Replies() {}

  /** _result with one value. */
  public static byte[] result(
      double transactionId,
      AmfValue value,
      AmfStyle style,
      AmfOptions options,
      AmfProblems problems) {
    var out = new ByteWriter();
    Amf0Writer writer =
        Command.start(out, MessageType.COMMAND, "_result", transactionId, style, options, problems);
    writer.writeNull();
    writer.write(value);
    return out.toByteArray();
  }

  /** _result with an AMF0 number, as createStream needs it (trap 6). */
  public static byte[] result(double transactionId, double number) {
    var out = new ByteWriter(32);
    Amf0Writer writer = Command.start(out, "_result", transactionId, AmfStyle.AMF0_ONLY);
    writer.writeNull();
    writer.writeNumber(number);
    return out.toByteArray();
  }

  /**
   * _result to connect: level, code, description and objectEncoding in AMF0, then what the
   * application adds, in the style of the client (flash-profile section 5.1).
   *
   * @param objectEncoding 0 or 3, as the client asked
   */
  public static byte[] connectSuccess(
      double transactionId,
      String description,
      double objectEncoding,
      Map<AmfString, AmfValue> properties,
      AmfStyle style,
      AmfOptions options,
      AmfProblems problems) {
    var out = new ByteWriter(256);
    Amf0Writer writer =
        Command.start(out, MessageType.COMMAND, "_result", transactionId, style, options, problems);
    writer.writeNull();
    Status.status(StatusCode.CONNECT_SUCCESS, description).writeOpen(writer);
    writer.writeName("objectEncoding");
    writer.writeNumber(objectEncoding);
    properties.forEach(
        (name, value) -> {
          if (writer.writeName(name)) {
            writer.write(value);
          }
        });
    writer.endObject();
    return out.toByteArray();
  }

  /** The command close, with which a server ends a connection or a publication. */
  public static byte[] close() {
    var out = new ByteWriter(32);
    Command.start(out, "close", 0, AmfStyle.AMF0_ONLY).writeNull();
    return out.toByteArray();
  }
}
