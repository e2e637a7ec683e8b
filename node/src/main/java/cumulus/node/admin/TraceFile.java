package cumulus.node.admin;

import java.io.Closeable;
import java.io.IOException;

/** Where lines of a trace go: a file that is rotated, so that it is bounded. */
public interface TraceFile extends Closeable {
  /** Opens the file when the first line is there. */
  @FunctionalInterface
  interface Opener {
    TraceFile open() throws IOException;
  }

  /** Writes a line with its end. */
  void write(String line) throws IOException;
}
