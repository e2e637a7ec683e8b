package cumulus.script.object;

import cumulus.script.bind.Call;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/** Ids of 32 bytes as scripts write them: raw, or as 64 hexadecimal digits (lua-api section 3). */
final class Ids {
  private static final int RAW = 32;
  private static final HexFormat HEX = HexFormat.of();

  private Ids() {}

  /**
   * The id in an argument; an error of the call if there is none.
   *
   * @param what the id is of, for messages
   */
  static Optional<byte[]> read(Call call, int argument, String what) {
    if (call.count() < argument) {
      call.error(what + " id argument missing");
      return Optional.empty();
    }
    byte[] given = call.bytes(argument);
    if (given.length == RAW) {
      return Optional.of(given);
    }
    if (given.length == 2 * RAW) {
      try {
        return Optional.of(HEX.parseHex(new String(given, StandardCharsets.ISO_8859_1)));
      } catch (IllegalArgumentException _) {
        // a text of the right length that is no id
      }
    }
    call.error("Bad " + what + " format id " + call.text(argument));
    return Optional.empty();
  }

  /** The readable form. */
  static String text(byte[] id) {
    return HEX.formatHex(id);
  }
}
