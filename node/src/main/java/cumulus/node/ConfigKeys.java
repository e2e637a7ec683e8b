package cumulus.node;

import cumulus.transport.UdpSettings;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The keys that mean something (configuration sections 2 and 3). Any other belongs to scripts. */
final class ConfigKeys {
  private static final int MAX_BUFFER_MEBI = 1024;

  /** The largest number of seconds whose milliseconds fit the message to clients. */
  private static final int MAX_KEEP_ALIVE_SECONDS = 2_147_483;

  static final ConfigKey<Integer> PORT = key("port", "1935", Form.number(0, 0xffff));
  static final ConfigKey<InetAddress> HOST = key("host", "", Form.address());
  static final ConfigKey<String> PUBLIC_ADDRESS = key("publicAddress", "", Form.hostAndPort());
  static final ConfigKey<Long> UDP_BUFFER_SIZE =
      key("udpBufferSize", "0", Form.size("0", MAX_BUFFER_MEBI + "m"));
  static final ConfigKey<Integer> THREADS = key("threads", "1", Form.number(0, 64));
  static final ConfigKey<UdpSettings.Transport> TRANSPORT =
      key("transport", "auto", Form.choice(UdpSettings.Transport.class));
  static final ConfigKey<Integer> KEEP_ALIVE_PEER =
      key("keepAlivePeer", "10", Form.secondsFrom(5, MAX_KEEP_ALIVE_SECONDS));
  static final ConfigKey<Integer> KEEP_ALIVE_SERVER =
      key("keepAliveServer", "15", Form.secondsFrom(5, MAX_KEEP_ALIVE_SECONDS));

  static final ConfigKey<Path> LOGS_DIRECTORY = key("logs.directory", "logs", Form.path());
  static final ConfigKey<String> LOGS_NAME = key("logs.name", "log", Form.fileName());
  static final ConfigKey<Integer> LOGS_SIZE =
      key("logs.size", "1000000", Form.number(10_000, 1_000_000_000));
  static final ConfigKey<Integer> LOGS_COUNT = key("logs.count", "10", Form.number(0, 1000));
  static final ConfigKey<Config.LogFormat> LOGS_FORMAT =
      key("logs.format", "text", Form.choice(Config.LogFormat.class));

  static final ConfigKey<Integer> LIMITS_SESSIONS =
      key("limits.sessions", "20000", Form.number(1, 1_000_000));
  static final ConfigKey<Integer> LIMITS_SESSIONS_PER_ADDRESS =
      key("limits.sessionsPerAddress", "0", Form.number(0, 1_000_000));
  static final ConfigKey<Integer> LIMITS_HELLO_RATE =
      key("limits.helloRate", "200", Form.number(10, 1_000_000));
  static final ConfigKey<Integer> LIMITS_KEY_AGREEMENTS =
      key("limits.keyAgreements", "256", Form.number(16, 100_000));
  static final ConfigKey<Long> LIMITS_MESSAGE_SIZE =
      key("limits.messageSize", "16m", Form.size("64k", "1g"));
  static final ConfigKey<Long> LIMITS_QUEUE_SIZE =
      key("limits.queueSize", "4m", Form.size("64k", "1g"));
  static final ConfigKey<Integer> LIMITS_QUEUE_TIME =
      key("limits.queueTime", "3000", Form.number(100, 600_000));
  static final ConfigKey<Long> LIMITS_CLIENT_BYTES =
      key("limits.clientBytes", "16m", Form.size("64k", "1g"));

  static final ConfigKey<Duration> SCRIPT_TIME_LIMIT =
      key("script.timeLimit", "5", Form.secondsOrNone("0.1", "600"));
  static final ConfigKey<Long> SCRIPT_MEMORY =
      key("script.memory", "512m", Form.size("16m", "16g"));
  static final ConfigKey<Long> SCRIPT_PACKET_QUEUE =
      key("script.packetQueue", "16m", Form.size("64k", "1g"));
  static final ConfigKey<Config.Jit> SCRIPT_JIT =
      key("script.jit", "auto", Form.choice(Config.Jit.class));
  static final ConfigKey<Path> SCRIPT_LIBRARY = key("script.library", "", Form.path());
  static final ConfigKey<Config.Hang> SCRIPT_HANG =
      key("script.hang", "log", Form.choice(Config.Hang.class));
  static final ConfigKey<Boolean> SCRIPT_SANDBOX = key("script.sandbox", "false", Form.flag());
  static final ConfigKey<Boolean> SCRIPT_FAILED_ON_CLOSE =
      key("script.failedOnClose", "false", Form.flag());
  static final ConfigKey<Boolean> SCRIPT_WARN_GLOBALS =
      key("script.warnGlobals", "false", Form.flag());
  static final ConfigKey<InetAddress> SCRIPT_BIND = key("script.bind", "", Form.address());

  static final ConfigKey<String> SMTP_HOST = key("smtp.host", "localhost", Form.text());
  static final ConfigKey<Integer> SMTP_PORT = key("smtp.port", "25", Form.number(1, 0xffff));
  static final ConfigKey<Duration> SMTP_TIMEOUT =
      key("smtp.timeout", "60", Form.seconds("1", "3600"));

  static final ConfigKey<Integer> SERVERS_PORT = key("servers.port", "0", Form.number(0, 0xffff));
  static final ConfigKey<InetAddress> SERVERS_HOST = key("servers.host", "", Form.address());
  static final ConfigKey<List<String>> SERVERS_TARGETS = key("servers.targets", "", Form.targets());
  static final ConfigKey<String> SERVERS_SECRET = key("servers.secret", "", Form.text());
  static final ConfigKey<Long> SERVERS_MAX_FRAME =
      key("servers.maxFrame", "16m", Form.size("64k", "1g"));

  /** Every key, in the order of the documentation. */
  static final List<ConfigKey<?>> ALL =
      List.of(
          PORT,
          HOST,
          PUBLIC_ADDRESS,
          UDP_BUFFER_SIZE,
          THREADS,
          TRANSPORT,
          KEEP_ALIVE_SERVER,
          KEEP_ALIVE_PEER,
          LOGS_DIRECTORY,
          LOGS_NAME,
          LOGS_SIZE,
          LOGS_COUNT,
          LOGS_FORMAT,
          LIMITS_SESSIONS,
          LIMITS_SESSIONS_PER_ADDRESS,
          LIMITS_HELLO_RATE,
          LIMITS_KEY_AGREEMENTS,
          LIMITS_MESSAGE_SIZE,
          LIMITS_QUEUE_SIZE,
          LIMITS_QUEUE_TIME,
          LIMITS_CLIENT_BYTES,
          SCRIPT_TIME_LIMIT,
          SCRIPT_MEMORY,
          SCRIPT_PACKET_QUEUE,
          SCRIPT_JIT,
          SCRIPT_LIBRARY,
          SCRIPT_HANG,
          SCRIPT_SANDBOX,
          SCRIPT_FAILED_ON_CLOSE,
          SCRIPT_WARN_GLOBALS,
          SCRIPT_BIND,
          SMTP_HOST,
          SMTP_PORT,
          SMTP_TIMEOUT,
          SERVERS_PORT,
          SERVERS_HOST,
          SERVERS_TARGETS,
          SERVERS_SECRET,
          SERVERS_MAX_FRAME);

  /** Sections in which every key is ours. */
  private static final List<String> SECTIONS =
      List.of("logs.", "smtp.", "servers.", "script.", "limits.");

  private ConfigKeys() {}

  /** One line for each key in a section of ours that does nothing. */
  static List<String> warnings(IniFile file) {
    var warnings = new ArrayList<String>();
    for (IniFile.Entry entry : file.entries()) {
      String key = entry.key();
      boolean isKnown = ALL.stream().anyMatch(each -> each.name().equalsIgnoreCase(key));
      if (!isKnown && isIn(SECTIONS, key)) {
        warnings.add(
            entry.place() + ": there is no key " + key + "; is " + nearest(key) + " meant?");
      }
    }
    return warnings;
  }

  private static <T> ConfigKey<T> key(String name, String standard, Form<T> form) {
    return new ConfigKey<>(name, form, standard);
  }

  private static boolean isIn(List<String> sections, String key) {
    return sections.stream().anyMatch(key.toLowerCase(Locale.ROOT)::startsWith);
  }

  private static String nearest(String key) {
    String wanted = key.toLowerCase(Locale.ROOT);
    return ALL.stream()
        .map(ConfigKey::name)
        .min(Comparator.comparingInt(name -> distance(wanted, name.toLowerCase(Locale.ROOT))))
        .orElseThrow();
  }

  /** Levenshtein distance: single-character edits that turn one text into the other. */
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    Arrays.setAll(row, i -> i);
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
