package cumulus.flash.message;

import cumulus.flash.MalformedException;
import cumulus.flash.amf.Amf0Reader;

/**
 * What a loop needs to know of a command: its name and transaction id, nothing behind them is read.
 *
 * @param name of the command or of the method called
 * @param transactionId 0 if no answer is wanted, or if the sender left it out
 * @param valuesOffset index of the first value behind the transaction id
 */
public record CommandHead(String name, double transactionId, int valuesOffset) {
  /**
   * Reads the head of a command.
   *
   * @param type COMMAND or COMMAND_EXTENDED
   * @param bytes an array with the payload, which is what follows the message header
   */
  public static CommandHead read(int type, byte[] bytes, int offset, int length)
      throws MalformedException {
    int start = Bytes.amfOffset(type, bytes, offset, length);
    return read(new Amf0Reader(bytes, start, length - (start - offset)));
  }

  static CommandHead read(Amf0Reader in) throws MalformedException {
    String name = in.readText().toString();
    double transactionId = in.hasMore() ? in.readNumber() : 0;
    return new CommandHead(name, transactionId, in.position());
  }
}
