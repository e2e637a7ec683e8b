package cumulus.client;

import cumulus.flash.ByteWriter;
import cumulus.flash.amf.Amf0Writer;
import cumulus.flash.amf.AmfNothing;
import cumulus.flash.amf.AmfOptions;
import cumulus.flash.amf.AmfProblems;
import cumulus.flash.amf.AmfStyle;
import cumulus.flash.amf.AmfValue;
import cumulus.flash.message.Command;
import cumulus.flash.message.DataMessage;
import cumulus.flash.message.MessageType;
import cumulus.flash.message.UserControl;
import cumulus.rtmfp.Payload;
import java.util.List;

/**
 * Makes the messages of a client as its object encoding wants them. Flash sends {@code connect} as
 * type 20 and, with encoding 3, everything after it as type 17 (flash-profile section 2).
 */
final class CommandWriter {
  private final boolean isExtended;
  private final AmfStyle style;

  CommandWriter(int objectEncoding) {
    this.isExtended = objectEncoding == 3;
    this.style = isExtended ? AmfStyle.PREFER_AMF0 : AmfStyle.AMF0_ONLY;
  }

  Payload connect(double transactionId, AmfValue commandObject, List<AmfValue> arguments) {
    return command(MessageType.COMMAND, "connect", transactionId, commandObject, arguments);
  }

  Payload command(String name, double transactionId, List<AmfValue> arguments) {
    int type = isExtended ? MessageType.COMMAND_EXTENDED : MessageType.COMMAND;
    return command(type, name, transactionId, AmfNothing.NULL, arguments);
  }

  Payload command(String name, double transactionId, AmfValue... arguments) {
    return command(name, transactionId, List.of(arguments));
  }

  Payload data(long timestampMillis, String handler, List<AmfValue> arguments) {
    var out = new ByteWriter();
    Amf0Writer writer =
        DataMessage.start(
            out, dataType(), timestampMillis, handler, style, AmfOptions.CLIENT, AmfProblems.NONE);
    arguments.forEach(writer::write);
    return Payload.wrap(out.toByteArray());
  }

  Payload control(UserControl event) {
    return Payload.wrap(event.toByteArray());
  }

  /** The type of data messages: 15 with a format byte for encoding 3, else 18. */
  int dataType() {
    return isExtended ? MessageType.DATA_EXTENDED : MessageType.DATA;
  }

  private Payload command(
      int type,
      String name,
      double transactionId,
      AmfValue commandObject,
      List<AmfValue> arguments) {
    var out = new ByteWriter();
    Amf0Writer writer =
        Command.start(out, type, name, transactionId, style, AmfOptions.CLIENT, AmfProblems.NONE);
    writer.write(commandObject);
    arguments.forEach(writer::write);
    return Payload.wrap(out.toByteArray());
  }
}
