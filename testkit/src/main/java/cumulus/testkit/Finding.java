package cumulus.testkit;

import java.nio.file.Path;

/**
 * A place where source text breaks a rule.
 *
 * @param line counted from 1
 * @param what the rule, and what breaks it
 */
public record Finding(Path file, int line, String what) {

  @Override
  public String toString() {
    return file + ":" + line + ": " + what;
  }
}
