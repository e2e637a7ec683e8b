package cumulus.script.amf;

import cumulus.script.bind.Call;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Optional;

/** Character sets by the names that scripts give. */
final class Charsets {
  private Charsets() {}

  /** The set named by an argument; empty, and logged, if it is unknown. */
  static Optional<Charset> of(Call call, int argument) {
    String name = call.text(argument);
    try {
      return Optional.of(Charset.forName(name));
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      call.error("unknown character set '" + name + "': try UTF-8 or ISO-8859-1");
      return Optional.empty();
    }
  }
}
