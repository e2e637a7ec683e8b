package cumulus.node.admin;

import cumulus.flash.MalformedException;
import cumulus.flash.amf.AmfNamed;
import cumulus.flash.amf.AmfOptions;
import cumulus.flash.amf.AmfValue;
import cumulus.flash.message.Command;
import cumulus.flash.message.MessageHeader;
import cumulus.flash.message.MessageType;
import cumulus.flash.message.UserControl;
import cumulus.rtmfp.Payload;
import java.util.Optional;

/**
 * What a message says, for a trace. Arguments of calls are left out, as they may hold passwords;
 * what is shown of the protocol's own commands is the path, name or status code that they are
 * about.
 *
 * @param stream of the client; 0 for the connection
 * @param name of the command, or the kind of the message
 * @param about path, stream name, status code or number
 * @param arguments number of them
 * @param bytes length
 */
record MessageText(int stream, String name, Optional<String> about, int arguments, int bytes) {
  private static final int MAX_TEXT = 200;

  static MessageText of(int stream, Payload message) {
    byte[] bytes = message.bytes();
    int size = MessageHeader.SIZE;
    if (bytes.length < size) {
      return new MessageText(stream, "unreadable", Optional.empty(), 0, bytes.length);
    }
    int type = MessageHeader.type(bytes, 0);
    int length = bytes.length - size;
    try {
      if (MessageType.isCommand(type)) {
        var command = Command.read(type, bytes, size, length, AmfOptions.CLIENT);
        int arguments = command.arguments().size();
        return new MessageText(
            stream,
            cut(command.name()),
            Optional.of(about(command)).filter(text -> !text.isEmpty()),
            arguments,
            bytes.length);
      }
      if (type == MessageType.USER_CONTROL) {
        String text = UserControl.read(bytes, size, length).toString();
        return new MessageText(stream, "userControl", Optional.of(cut(text)), 0, bytes.length);
      }
      return new MessageText(stream, "type " + type, Optional.empty(), 0, bytes.length);
    } catch (MalformedException e) {
      return new MessageText(stream, "unreadable", Optional.of(e.reason()), 0, bytes.length);
    }
  }

  private static String about(Command command) {
    AmfValue first = command.argument(0);
    return switch (command.name()) {
      case "connect" -> path(command.commandObject());
      case "publish", "play", "releaseStream", "FCPublish", "FCUnpublish" -> cut(first.textOr(""));
      case "onStatus", "_result", "_error" ->
          first instanceof AmfNamed info ? cut(info.get("code").textOr("")) : number(first);
      case "deleteStream" -> number(first);
      default -> "";
    };
  }

  private static String path(AmfValue commandObject) {
    if (!(commandObject instanceof AmfNamed said)) {
      return "";
    }
    String url = said.get("tcUrl").textOr(said.get("app").textOr(""));
    int query = url.indexOf('?');
    return cut(query < 0 ? url : url.substring(0, query));
  }

  private static String number(AmfValue value) {
    double number = value.numberOr(Double.NaN);
    return number == (long) number ? Long.toString((long) number) : "";
  }

  private static String cut(String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
  }
}
