package cumulus.script.object;

import java.nio.charset.StandardCharsets;

/** URLs as scripts see them: what must not stand in one is encoded (lua-api section 5). */
final class Urls {
  private static final String ALLOWED = "-._~:/?#[]@!$&'()*+,;=%";

  private Urls() {}

  static String encoded(String url) {
    var out = new StringBuilder();
    for (byte each : url.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (each & 0xff);
      if (c < 0x80 && (Character.isLetterOrDigit(c) || ALLOWED.indexOf(c) >= 0)) {
        out.append(c);
      } else {
        out.append(String.format("%%%02X", (int) c));
      }
    }
    return out.toString();
  }
}
