package cumulus.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds and reads the configuration file (configuration section 1). */
final class ConfigFile {
  static final String NAME = "CumulusServer.ini";
  private static final long MAX_BYTES = 1 << 20;

  private ConfigFile() {}

  /**
   * The file that counts: the one that is named, or {@value #NAME} in the directory if it is there
   * and readable.
   */
  static Optional<Path> find(Path directory, Optional<Path> named) {
    return named.or(() -> Optional.of(directory.resolve(NAME)).filter(Files::isReadable));
  }

  /**
   * Reads the file that counts; without one every key has its standard value. Text that is not
   * UTF-8 is taken for Latin-1, which old editors wrote.
   *
   * @throws ConfigException naming what cannot be read
   */
  static IniFile read(Path directory, Optional<Path> named) {
    Optional<Path> found = find(directory, named);
    if (found.isEmpty()) {
      return IniFile.empty();
    }
    Path path = found.get();
    try {
      if (Files.size(path) > MAX_BYTES) {
        throw new ConfigException(path + " has more than " + MAX_BYTES + " bytes");
      }
      return IniFile.parse(path.toString(), text(Files.readAllBytes(path)));
    } catch (IOException e) {
      throw new ConfigException("cannot read " + path + ": is it there, a file, and readable?");
    }
  }

  private static String text(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }
}
