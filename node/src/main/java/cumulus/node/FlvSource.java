package cumulus.node;

import cumulus.flash.MalformedException;
import cumulus.flash.flv.FlvReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** An FLV file that can be read again from its beginning. */
final class FlvSource {
  private static final int BUFFER_BYTES = 1 << 16;

  /** Opens the bytes anew. */
  @FunctionalInterface
  interface Opener {
    InputStream open() throws IOException;
  }

  private final String name;
  private final Opener opener;

  FlvSource(String name, Opener opener) {
    this.name = name;
    this.opener = opener;
  }

  /**
   * A file.
   *
   * @throws CommandFailure when it is not there, not readable, or no FLV with at least one tag
   */
  static FlvSource of(Path file) throws CommandFailure {
    if (Files.isDirectory(file)) {
      throw new CommandFailure(file + " is a folder: name an FLV file");
    }
    var source = new FlvSource(file.toString(), () -> Files.newInputStream(file));
    try (InputStream in = source.open()) {
      if (source.read(in).next().isEmpty()) {
        throw new CommandFailure(file + " holds no audio or video: nothing to publish");
      }
    } catch (MalformedException e) {
      throw source.damaged(e);
    } catch (IOException e) {
      throw source.unreadable(e);
    }
    return source;
  }

  /** For messages. */
  String name() {
    return name;
  }

  InputStream open() throws IOException {
    return new BufferedInputStream(opener.open(), BUFFER_BYTES);
  }

  FlvReader read(InputStream in) throws IOException, MalformedException {
    return new FlvReader(in);
  }

  CommandFailure damaged(MalformedException why) {
    return new CommandFailure(
        name
            + " is damaged or no FLV file: "
            + why.reason()
            + ". Convert it with: ffmpeg -i INPUT -c:v libx264 -c:a aac -f flv OUTPUT.flv");
  }

  CommandFailure unreadable(IOException why) {
    return new CommandFailure(
        why instanceof NoSuchFileException
            ? "there is no file " + name + ": check the path"
            : "cannot read " + name + ": " + why);
  }
}
