package cumulus.node;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The keys that mean something (configuration sections 2 and 3). Any other belongs to scripts. */
final class ConfigKeys {
  /** Read by this version. */
  private static final List<String> READ =
      List.of(
          "port",
          "host",
          "publicAddress",
          "udpBufferSize",
          "threads",
          "keepAlivePeer",
          "keepAliveServer",
          "logs.directory",
          "logs.name",
          "logs.size",
          "logs.count",
          "logs.format",
          "limits.helloRate",
          "limits.keyAgreements",
          "limits.clientBytes",
          "limits.sessions",
          "limits.messageSize",
          "limits.queueSize",
          "limits.queueTime");

  /** Known, and without effect in this version. */
  private static final List<String> RESERVED =
      List.of(
          "limits.sessionsPerAddress",
          "smtp.host",
          "smtp.port",
          "smtp.timeout",
          "servers.port",
          "servers.targets",
          "servers.host",
          "servers.secret",
          "servers.maxFrame",
          "script.timeLimit",
          "script.memory",
          "script.packetQueue",
          "script.jit",
          "script.library",
          "script.hang",
          "script.sandbox",
          "script.failedOnClose",
          "script.warnGlobals",
          "script.bind");

  private static final List<String> SECTIONS =
      List.of("logs.", "smtp.", "servers.", "script.", "limits.");

  private ConfigKeys() {}

  /** One line for each key in a section of ours that does nothing. */
  static List<String> warnings(IniFile file) {
    var warnings = new ArrayList<String>();
    for (IniFile.Entry entry : file.entries()) {
      String key = entry.key();
      boolean isOurs = SECTIONS.stream().anyMatch(s -> key.toLowerCase(Locale.ROOT).startsWith(s));
      if (contains(RESERVED, key)) {
        warnings.add(entry.place() + ": " + key + " has no effect in this version");
      } else if (isOurs && !contains(READ, key)) {
        warnings.add(
            entry.place() + ": there is no key " + key + "; is " + nearest(key) + " meant?");
      }
    }
    return warnings;
  }

  private static boolean contains(List<String> keys, String key) {
    return keys.stream().anyMatch(key::equalsIgnoreCase);
  }

  private static String nearest(String key) {
    String best = READ.getFirst();
    int bestDistance = Integer.MAX_VALUE;
    for (List<String> keys : List.of(READ, RESERVED)) {
      for (String candidate : keys) {
        int distance = distance(key.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
        if (distance < bestDistance) {
          bestDistance = distance;
          best = candidate;
        }
      }
    }
    return best;
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
