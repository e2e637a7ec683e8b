package cumulus.flash.message;

import java.util.HexFormat;

/** Bytes as tests write them. */
final class Hex {
  private Hex() {}

  static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  static String text(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
