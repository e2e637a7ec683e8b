package cumulus.node;

import java.io.Console;
import java.io.PrintStream;
import java.util.Optional;

/**
 * Where a command speaks to people.
 *
 * @param out results and progress
 * @param err failures
 * @param isInteractive a person watches: lines may be written over
 */
record Terminal(PrintStream out, PrintStream err, boolean isInteractive) {
  /** The process's own. */
  static Terminal ofProcess() {
    return new Terminal(
        System.out,
        System.err,
        Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent());
  }
}
