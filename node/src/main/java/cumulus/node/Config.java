package cumulus.node;

import cumulus.transport.UdpSettings;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
 * @param transport how datagrams are moved
 * @param keepAliveServerSeconds told to clients
 * @param keepAlivePeerSeconds told to clients
 * @param values every key of the file as written, and what {@link SystemValues} adds, for scripts
 * @param warnings about keys without effect, for the log
 */
record Config(
    Path directory,
    Optional<InetAddress> host,
    int port,
    String publicAddress,
    int udpBufferBytes,
    int threads,
    UdpSettings.Transport transport,
    int keepAliveServerSeconds,
    int keepAlivePeerSeconds,
    LogConfig logs,
    LimitConfig limits,
    ScriptConfig script,
    MailConfig mail,
    LinkConfig links,
    Map<String, String> values,
    List<String> warnings) {

  /**
   * Where logs go (configuration section 6).
   *
   * @param directory created if missing
   * @param name file name stem
   * @param bytes size at which the file is rotated
   * @param count rotated files kept
   */
  record LogConfig(Path directory, String name, long bytes, int count, LogFormat format) {}

  /** The form of lines in the log file. */
  enum LogFormat {
    TEXT,
    /** One object a line. */
    JSON
  }

  /**
   * What bounds clients (the limits section).
   *
   * @param sessions at a time
   * @param sessionsPerAddress at a time with one source address; 0 for no such limit
   * @param helloRate hellos answered to one source address in a second
   * @param keyAgreements proven handshakes waiting for key agreement
   * @param messageBytes largest message of a client
   * @param queueBytes media waiting for one subscriber
   * @param queueMillis age of the oldest media waiting for one subscriber
   * @param clientBytes commands and script messages waiting for one client
   */
  record LimitConfig(
      int sessions,
      int sessionsPerAddress,
      int helloRate,
      int keyAgreements,
      int messageBytes,
      int queueBytes,
      int queueMillis,
      long clientBytes) {}

  /**
   * How scripts run (the script section).
   *
   * @param timeLimit longest call; zero for no limit
   * @param memoryBytes cap of the Lua heap
   * @param packetQueueBytes packet events waiting for scripts
   * @param library file of the Lua library; empty for the one that comes with the server
   * @param isSandboxed no files, processes and native modules
   * @param isFailedOnClose {@code onFailed} also for an orderly close by the client
   * @param warnsOfGlobals one warning for each global that an event assigns by accident
   * @param bind address of script servers that name none; empty for all
   */
  record ScriptConfig(
      Duration timeLimit,
      long memoryBytes,
      long packetQueueBytes,
      Jit jit,
      Optional<Path> library,
      Hang hang,
      boolean isSandboxed,
      boolean isFailedOnClose,
      boolean warnsOfGlobals,
      Optional<InetAddress> bind) {}

  /** Whether scripts are compiled to machine code. */
  enum Jit {
    /** Only by a library whose compiled code can be interrupted. */
    AUTO,
    ON,
    OFF
  }

  /** What a call that cannot be interrupted leads to. */
  enum Hang {
    /** It is reported once. */
    LOG,
    /** The process also ends, for the service manager. */
    EXIT
  }

  /**
   * The mail server of scripts (the smtp section).
   *
   * @param timeout of connecting, reading and writing, and of an idle session
   */
  record MailConfig(String host, int port, Duration timeout) {}

  /**
   * Links with other servers (the servers section).
   *
   * @param port TCP port that accepts other servers; 0 for none
   * @param host address to bind; empty for all
   * @param targets servers to join, {@code host:port[?name=value&...]} each
   * @param secret that both ends must share; empty for none
   * @param maxFrameBytes largest frame accepted or sent
   */
  record LinkConfig(
      int port,
      Optional<InetAddress> host,
      List<String> targets,
      String secret,
      int maxFrameBytes) {}

  /**
   * Settings, and what is wrong with them.
   *
   * @param config with standard values for what cannot be used
   * @param problems a line each; empty if the settings can be used
   */
  record Reading(Config config, List<String> problems) {}

  /**
   * Checks every setting.
   *
   * @throws ConfigException naming each value that cannot be used
   */
  static Config of(Path directory, IniFile file) {
    Reading reading = read(directory, file);
    if (!reading.problems.isEmpty()) {
      throw new ConfigException(reading.problems);
    }
    return reading.config;
  }

  /** Checks every setting and says all that is wrong. */
  static Reading read(Path directory, IniFile file) {
    var read = new ConfigReader(file);
    int threads = read.get(ConfigKeys.THREADS);
    var config =
        new Config(
            directory,
            read.find(ConfigKeys.HOST),
            read.get(ConfigKeys.PORT),
            read.find(ConfigKeys.PUBLIC_ADDRESS).orElse(""),
            read.get(ConfigKeys.UDP_BUFFER_SIZE).intValue(),
            threads == 0 ? Runtime.getRuntime().availableProcessors() : threads,
            read.get(ConfigKeys.TRANSPORT),
            read.get(ConfigKeys.KEEP_ALIVE_SERVER),
            read.get(ConfigKeys.KEEP_ALIVE_PEER),
            logs(directory, read),
            limits(read),
            script(directory, read),
            new MailConfig(
                read.get(ConfigKeys.SMTP_HOST),
                read.get(ConfigKeys.SMTP_PORT),
                read.get(ConfigKeys.SMTP_TIMEOUT)),
            links(read),
            file.values(),
            ConfigKeys.warnings(file));
    var problems = new ArrayList<>(file.problems());
    problems.addAll(read.problems());
    return new Reading(config, List.copyOf(problems));
  }

  private static LogConfig logs(Path directory, ConfigReader read) {
    return new LogConfig(
        directory.resolve(read.get(ConfigKeys.LOGS_DIRECTORY)),
        read.get(ConfigKeys.LOGS_NAME),
        read.get(ConfigKeys.LOGS_SIZE),
        read.get(ConfigKeys.LOGS_COUNT),
        read.get(ConfigKeys.LOGS_FORMAT));
  }

  private static LimitConfig limits(ConfigReader read) {
    return new LimitConfig(
        read.get(ConfigKeys.LIMITS_SESSIONS),
        read.get(ConfigKeys.LIMITS_SESSIONS_PER_ADDRESS),
        read.get(ConfigKeys.LIMITS_HELLO_RATE),
        read.get(ConfigKeys.LIMITS_KEY_AGREEMENTS),
        read.get(ConfigKeys.LIMITS_MESSAGE_SIZE).intValue(),
        read.get(ConfigKeys.LIMITS_QUEUE_SIZE).intValue(),
        read.get(ConfigKeys.LIMITS_QUEUE_TIME),
        read.get(ConfigKeys.LIMITS_CLIENT_BYTES));
  }

  private static ScriptConfig script(Path directory, ConfigReader read) {
    return new ScriptConfig(
        read.get(ConfigKeys.SCRIPT_TIME_LIMIT),
        read.get(ConfigKeys.SCRIPT_MEMORY),
        read.get(ConfigKeys.SCRIPT_PACKET_QUEUE),
        read.get(ConfigKeys.SCRIPT_JIT),
        read.find(ConfigKeys.SCRIPT_LIBRARY).map(directory::resolve),
        read.get(ConfigKeys.SCRIPT_HANG),
        read.get(ConfigKeys.SCRIPT_SANDBOX),
        read.get(ConfigKeys.SCRIPT_FAILED_ON_CLOSE),
        read.get(ConfigKeys.SCRIPT_WARN_GLOBALS),
        read.find(ConfigKeys.SCRIPT_BIND));
  }

  private static LinkConfig links(ConfigReader read) {
    return new LinkConfig(
        read.get(ConfigKeys.SERVERS_PORT),
        read.find(ConfigKeys.SERVERS_HOST),
        read.find(ConfigKeys.SERVERS_TARGETS).orElse(List.of()),
        read.find(ConfigKeys.SERVERS_SECRET).orElse(""),
        read.get(ConfigKeys.SERVERS_MAX_FRAME).intValue());
  }
}
