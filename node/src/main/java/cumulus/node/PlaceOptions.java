package cumulus.node;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a server lives, and with what settings. */
final class PlaceOptions {
  /** Set by the launcher: the folder that holds it. */
  private static final String DIRECTORY_PROPERTY = "cumulus.dir";

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration file. Default: CumulusServer.ini in --dir, if there is one.")
  private @Nullable Path config;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Folder of www and logs. Default: the folder of ./cumulus.")
  private @Nullable Path dir;

  Path directory() {
    return directory(dir);
  }

  /** The folder that is named, or that of the launcher. */
  static Path directory(@Nullable Path named) {
    return (named != null ? named : Path.of(System.getProperty(DIRECTORY_PROPERTY, ".")))
        .toAbsolutePath()
        .normalize();
  }

  /** The file that is asked for by name. */
  Optional<Path> config() {
    return Optional.ofNullable(config);
  }

  /**
   * Reads the configuration file.
   *
   * @param arguments of the command line, for scripts
   * @throws ConfigException when the file cannot be read at all
   */
  IniFile read(List<String> arguments) {
    IniFile file = ConfigFile.read(directory(), config());
    file.putBase(SystemValues.of(directory(), arguments, Instant.now()));
    return file;
  }
}
