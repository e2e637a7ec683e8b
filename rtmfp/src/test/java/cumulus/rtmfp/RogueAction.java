package cumulus.rtmfp;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a {@link RoguePeer} does. One action is one line of text, so that what was done can be kept
 * and done again:
 *
 * <pre>
 * pause MILLIS             lets time pass
 * session                  shakes hands as an honest peer does
 * packet FLAGS HEX         these chunks under the session's keys, with these flags and mode
 * damaged HEX              these chunks under the session's keys, one bit of the packet flipped
 * startup ID HEX           these chunks under the default key for this session id
 * datagram HEX             these bytes
 * hellos COUNT             so many hellos, each with another tag
 * keyings COUNT            so many initiator keyings with cookies that nobody gave out
 * flows COUNT              so many flows, opened
 * move PORT                from now on from another port
 * </pre>
 */
sealed interface RogueAction {
  record Pause(int millis) implements RogueAction {}

  record Session() implements RogueAction {}

  record Packet(int flags, byte[] chunks) implements RogueAction {}

  record Damaged(byte[] chunks) implements RogueAction {}

  record Startup(int sessionId, byte[] chunks) implements RogueAction {}

  record Datagram(byte[] bytes) implements RogueAction {}

  record Hellos(int count) implements RogueAction {}

  record Keyings(int count) implements RogueAction {}

  record Flows(int count) implements RogueAction {}

  record Move(int port) implements RogueAction {}

  /** The line of this action. */
  default String line() {
    return switch (this) {
      case Pause(int millis) -> "pause " + millis;
      case Session() -> "session";
      case Packet(int flags, byte[] chunks) -> "packet " + flags + " " + hex(chunks);
      case Damaged(byte[] chunks) -> "damaged " + hex(chunks);
      case Startup(int id, byte[] chunks) -> "startup " + id + " " + hex(chunks);
      case Datagram(byte[] bytes) -> "datagram " + hex(bytes);
      case Hellos(int count) -> "hellos " + count;
      case Keyings(int count) -> "keyings " + count;
      case Flows(int count) -> "flows " + count;
      case Move(int port) -> "move " + port;
    };
  }

  /** The action of a line. */
  static RogueAction of(String line) {
    List<String> words = Arrays.asList(line.split(" ", -1));
    String last = words.getLast();
    return switch (words.getFirst()) {
      case "pause" -> new Pause(Integer.parseInt(last));
      case "session" -> new Session();
      case "packet" -> new Packet(Integer.parseInt(words.get(1)), bytes(last));
      case "damaged" -> new Damaged(bytes(last));
      case "startup" -> new Startup(Integer.parseInt(words.get(1)), bytes(last));
      case "datagram" -> new Datagram(bytes(last));
      case "hellos" -> new Hellos(Integer.parseInt(last));
      case "keyings" -> new Keyings(Integer.parseInt(last));
      case "flows" -> new Flows(Integer.parseInt(last));
      case "move" -> new Move(Integer.parseInt(last));
      default -> throw new IllegalArgumentException("no action: " + line);
    };
  }

  /** A recording. */
  static String text(List<RogueAction> actions) {
    return actions.stream().map(RogueAction::line).collect(Collectors.joining("\n"));
  }

  /** The actions of a recording. */
  static List<RogueAction> script(String text) {
    return text.lines().filter(line -> !line.isBlank()).map(RogueAction::of).toList();
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
