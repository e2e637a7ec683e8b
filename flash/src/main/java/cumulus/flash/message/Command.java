package cumulus.flash.message;

import cumulus.flash.ByteWriter;
import cumulus.flash.MalformedException;
import cumulus.flash.amf.Amf0Reader;
import cumulus.flash.amf.Amf0Writer;
import cumulus.flash.amf.AmfNothing;
import cumulus.flash.amf.AmfObject;
import cumulus.flash.amf.AmfOptions;
import cumulus.flash.amf.AmfProblems;
import cumulus.flash.amf.AmfStyle;
import cumulus.flash.amf.AmfValue;
import java.util.List;

/**
 * A command, types 20 and 17 (flash-profile section 2): name, transaction id, then a command object
 * (null but for connect) and arguments. Some clients leave the command object out (trap 22), so all
 * that came is kept in order, and read in the way each command needs.
 *
 * @param name of the command or of the method called
 * @param transactionId 0 if no answer is wanted
 * @param values all that stands behind the transaction id
 */
public record Command(String name, double transactionId, List<AmfValue> values) {
  public Command {
    values = List.copyOf(values);
  }

  /**
   * Reads a command.
   *
   * @param type COMMAND or COMMAND_EXTENDED
   * @param bytes an array with the payload, which is what follows the message header
   */
  public static Command read(int type, byte[] bytes, int offset, int length, AmfOptions options)
      throws MalformedException {
    int start = Bytes.amfOffset(type, bytes, offset, length);
    var in = new Amf0Reader(bytes, start, length - (start - offset), options);
    CommandHead head = CommandHead.read(in);
    return new Command(head.name(), head.transactionId(), in.readAll());
  }

  /** The value behind the transaction id if it is an object or null, else null. */
  public AmfValue commandObject() {
    return hasCommandObject() ? values.getFirst() : AmfNothing.NULL;
  }

  /** The values behind the command object, or all of them if the sender left it out. */
  public List<AmfValue> arguments() {
    return hasCommandObject() ? values.subList(1, values.size()) : values;
  }

  /** The argument at an index from 0, undefined if there are fewer. */
  public AmfValue argument(int index) {
    List<AmfValue> arguments = arguments();
    return index < arguments.size() ? arguments.get(index) : AmfNothing.UNDEFINED;
  }

  /**
   * Starts a command with header and timestamp 0: the values behind the transaction id are to be
   * written, the command object first.
   *
   * @param type COMMAND, which every client takes, or COMMAND_EXTENDED
   */
  public static Amf0Writer start(
      ByteWriter out,
      int type,
      String name,
      double transactionId,
      AmfStyle style,
      AmfOptions options,
      AmfProblems problems) {
    MessageHeader.write(out, type, 0);
    if (MessageType.isExtended(type)) {
      out.u8(0);
    }
    var writer = new Amf0Writer(out, style, options, problems);
    writer.writeString(name);
    writer.writeNumber(transactionId);
    return writer;
  }

  /** Starts a command of type 20 to a client, whose values are known to be expressible. */
  public static Amf0Writer start(
      ByteWriter out, String name, double transactionId, AmfStyle style) {
    return start(
        out, MessageType.COMMAND, name, transactionId, style, AmfOptions.CLIENT, AmfProblems.NONE);
  }

  /** Writes this command with header and timestamp 0. */
  public void write(
      ByteWriter out, int type, AmfStyle style, AmfOptions options, AmfProblems problems) {
    Amf0Writer writer = start(out, type, name, transactionId, style, options, problems);
    values.forEach(writer::write);
  }

  private boolean hasCommandObject() {
    if (values.isEmpty()) {
      return false;
    }
    AmfValue first = values.getFirst();
    return first.isNothing() || first instanceof AmfObject;
  }
}
