package cumulus.node;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of a server (configuration sections 2 and 3), checked.
 *
 * @param directory base of {@code www} and {@code logs}
 * @param host address to bind; empty for all, IPv4 and IPv6
 * @param port UDP; 0 takes a free one
 * @param publicAddress {@code host:port} given to other servers; may be empty
 * @param udpBufferBytes 0 keeps the system's size
 * @param threads transport loops
 * @param keepAliveServerSeconds told to clients
 * @param keepAlivePeerSeconds told to clients
 * @param values every key of the file as written, for scripts
 * @param warnings about keys without effect, for the log
 */
record Config(
    Path directory,
    Optional<InetAddress> host,
    int port,
    String publicAddress,
    int udpBufferBytes,
    int threads,
    int keepAliveServerSeconds,
    int keepAlivePeerSeconds,
    LogConfig logs,
    LimitConfig limits,
    Map<String, String> values,
    List<String> warnings) {
  private static final String FILE_NAME = "CumulusServer.ini";
  private static final long MAX_FILE_BYTES = 1 << 20;
  private static final int MIN_KEEP_ALIVE_SECONDS = 5;
  private static final int MAX_KEEP_ALIVE_SECONDS = 86_400;
  private static final int MAX_THREADS = 64;
  private static final int MAX_BUFFER_BYTES = 1 << 30;
  private static final int KIBI = 1 << 10;
  private static final int MEBI = 1 << 20;
  private static final int GIBI = 1 << 30;

  /**
   * Where logs go (configuration section 6).
   *
   * @param directory created if missing
   * @param name file name stem
   * @param bytes size at which the file is rotated
   * @param count rotated files kept
   * @param isJson one JSON object a line
   */
  record LogConfig(Path directory, String name, long bytes, int count, boolean isJson) {}

  /**
   * What bounds clients (the limits section).
   *
   * @param helloRate hellos answered to one source address in a second
   * @param keyAgreements proven handshakes waiting for key agreement
   * @param clientBytes commands and script messages waiting for one client
   * @param sessions at a time
   * @param messageBytes largest message of a client
   * @param queueBytes media waiting for one subscriber
   * @param queueMillis age of the oldest media waiting for one subscriber
   */
  record LimitConfig(
      int helloRate,
      int keyAgreements,
      long clientBytes,
      int sessions,
      int messageBytes,
      int queueBytes,
      int queueMillis) {}

  /**
   * Reads the configuration file: the one that is named, which must be readable, or {@value
   * #FILE_NAME} in the directory if there is one.
   *
   * @throws ConfigException naming what cannot be read
   */
  static IniFile file(Path directory, Optional<Path> named) {
    Path path = named.orElseGet(() -> directory.resolve(FILE_NAME));
    if (named.isEmpty() && !Files.isReadable(path)) {
      return IniFile.empty();
    }
    try {
      if (Files.size(path) > MAX_FILE_BYTES) {
        throw new ConfigException(path + " has more than " + MAX_FILE_BYTES + " bytes");
      }
      return IniFile.parse(path.toString(), Files.readString(path, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new ConfigException("cannot read " + path + ": is it there, readable, and UTF-8 text?");
    }
  }

  /**
   * Checks every setting.
   *
   * @throws ConfigException for a value that cannot be used
   */
  static Config of(Path directory, IniFile file) {
    var read = new ConfigReader(file);
    int threads = read.integer("threads", 1, 0, MAX_THREADS);
    return new Config(
        directory,
        read.optionalText("host").map(host -> address(read, host)),
        read.integer("port", 1935, 0, 0xffff),
        read.text("publicAddress", ""),
        (int) read.size("udpBufferSize", 0, 0, MAX_BUFFER_BYTES),
        threads == 0 ? Runtime.getRuntime().availableProcessors() : threads,
        keepAlive(read, "keepAliveServer", 15),
        keepAlive(read, "keepAlivePeer", 10),
        logs(directory, read),
        limits(read),
        file.values(),
        ConfigKeys.warnings(file));
  }

  private static LogConfig logs(Path directory, ConfigReader read) {
    return new LogConfig(
        directory.resolve(read.text("logs.directory", "logs")),
        read.text("logs.name", "log"),
        read.integer("logs.size", 1_000_000, 10_000, 1_000_000_000),
        read.integer("logs.count", 10, 0, 1000),
        read.choice("logs.format", "text", "json").equals("json"));
  }

  private static LimitConfig limits(ConfigReader read) {
    return new LimitConfig(
        read.integer("limits.helloRate", 200, 10, 1_000_000),
        read.integer("limits.keyAgreements", 256, 16, 100_000),
        read.size("limits.clientBytes", 16 * MEBI, 64 * KIBI, GIBI),
        read.integer("limits.sessions", 20_000, 1, 1_000_000),
        (int) read.size("limits.messageSize", 16 * MEBI, 64 * KIBI, GIBI),
        (int) read.size("limits.queueSize", 4 * MEBI, 64 * KIBI, GIBI),
        read.integer("limits.queueTime", 3000, 100, 600_000));
  }

  private static int keepAlive(ConfigReader read, String key, int standard) {
    return Math.max(MIN_KEEP_ALIVE_SECONDS, read.integer(key, standard, 0, MAX_KEEP_ALIVE_SECONDS));
  }

  private static InetAddress address(ConfigReader read, String host) {
    try {
      return InetAddress.ofLiteral(host.replaceAll("^\\[(.*)]$", "$1"));
    } catch (IllegalArgumentException e) {
      throw read.wrong("host", "must be an IPv4 or IPv6 address of this machine");
    }
  }
}
