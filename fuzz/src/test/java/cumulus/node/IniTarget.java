package cumulus.node;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A configuration file. */
public final class IniTarget {
  private static final Path DIRECTORY = Path.of("base").toAbsolutePath();

  public IniTarget() {}

  /** Takes one input; throws for whatever must not happen. */
  public void take(byte[] input) {
    try {
      Config.of(DIRECTORY, IniFile.parse("fuzz.ini", new String(input, StandardCharsets.UTF_8)));
    } catch (ConfigException refused) {
      if (refused.problems().isEmpty()) {
        throw new IllegalStateException("refused without a word");
      }
    }
  }
}
