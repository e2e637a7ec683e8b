package cumulus.fuzz;

import cumulus.flash.ByteWriter;
import cumulus.flash.MalformedException;
import cumulus.flash.amf.Amf0Reader;
import cumulus.flash.amf.Amf0Writer;
import cumulus.flash.amf.Amf3Reader;
import cumulus.flash.amf.AmfException;
import cumulus.flash.amf.AmfOptions;
import cumulus.flash.amf.AmfProblems;
import cumulus.flash.amf.AmfStyle;
import cumulus.flash.amf.AmfValue;
import cumulus.flash.message.AggregateReader;
import cumulus.flash.message.Command;
import cumulus.flash.message.DataMessage;
import cumulus.flash.message.FlowMetadata;
import cumulus.flash.message.GroupMessage;
import cumulus.flash.message.MessageType;
import cumulus.flash.message.UserControl;

/** AMF values and RTMP messages; the first byte says which. */
final class MessageTarget {
  void take(byte[] input) {
    if (input.length < 2) {
      return;
    }
    int length = input.length - 1;
    try {
      switch (input[0] & 7) {
        case 0 -> rewrite(input, length);
        case 1 -> new Amf3Reader(input, 1, length, AmfOptions.CLIENT).read();
        case 2 -> Command.read(MessageType.COMMAND, input, 1, length, AmfOptions.CLIENT);
        case 3 -> Command.read(MessageType.COMMAND_EXTENDED, input, 1, length, AmfOptions.CLIENT);
        case 4 ->
            DataMessage.read(MessageType.DATA_EXTENDED, input, 1, length)
                .arguments(AmfOptions.CLIENT);
        case 5 -> UserControl.read(input, 1, length);
        case 6 -> passThrough(new AggregateReader(0, input, 1, length));
        default -> {
          FlowMetadata.read(input, 1, length);
          GroupMessage.read(input, 1, length);
        }
      }
    } catch (MalformedException refused) {
      if (String.valueOf(refused.getMessage()).isBlank()) {
        throw new IllegalStateException("refused without a word");
      }
    }
  }

  /** What was read can be written and read again. */
  private static void rewrite(byte[] input, int length) throws AmfException {
    var out = new ByteWriter();
    var writer = new Amf0Writer(out, AmfStyle.PREFER_AMF3, AmfOptions.CLIENT, AmfProblems.NONE);
    for (AmfValue value : new Amf0Reader(input, 1, length).readAll()) {
      writer.write(value);
    }
    byte[] written = out.toByteArray();
    new Amf0Reader(written, 0, written.length).readAll();
  }

  private static void passThrough(AggregateReader parts) throws MalformedException {
    while (parts.next()) {
      if (parts.bodyLength() < 0) {
        throw new IllegalStateException("a body of less than nothing");
      }
    }
  }
}
