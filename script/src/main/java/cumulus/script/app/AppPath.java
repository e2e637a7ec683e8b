package cumulus.script.app;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;

/** Paths of applications: empty for the root, else {@code /a/b} (lua-api section 2.1). */
public final class AppPath {
  private static final int HEX = 16;

  private AppPath() {}

  /** The path that a connection URL asks for: decoded, without dot segments. */
  public static String of(String asked) {
    var segments = new ArrayDeque<String>();
    for (String segment : decoded(asked).split("/", -1)) {
      switch (segment) {
        case "", "." -> {}
        case ".." -> segments.pollLast();
        default -> segments.add(segment);
      }
    }
    return segments.isEmpty() ? "" : "/" + String.join("/", segments);
  }

  /** True for a path as this class gives them, which others may have made up. */
  public static boolean isWellFormed(String path) {
    if (path.isEmpty()) {
      return true;
    }
    return path.startsWith("/")
        && Arrays.stream(path.substring(1).split("/", -1))
            .noneMatch(name -> name.isEmpty() || name.equals(".") || name.equals(".."));
  }

  /** The path above one that is not the root's. */
  public static String parent(String path) {
    return path.substring(0, path.lastIndexOf('/'));
  }

  /** What stands behind a path in a message: the root has a name there. */
  public static String shown(String path) {
    return path.isEmpty() ? "/" : path;
  }

  /** Orders paths as a walk through the folders does: the root first, a parent before its own. */
  public static int compare(String one, String other) {
    return compare(one, other, 1);
  }

  /** The same, but a parent behind all of its own, the root last. */
  public static int compareDeepestFirst(String one, String other) {
    return compare(one, other, -1);
  }

  private static int compare(String one, String other, int parentFirst) {
    String[] names = one.split("/", -1);
    String[] others = other.split("/", -1);
    for (int i = 1; i < Math.min(names.length, others.length); i++) {
      int byName = names[i].compareTo(others[i]);
      if (byName != 0) {
        return byName;
      }
    }
    return parentFirst * Integer.compare(names.length, others.length);
  }

  private static String decoded(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    var out = new ByteArrayOutputStream(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], HEX) : -1;
      int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], HEX) : -1;
      if (bytes[i] == '%' && high >= 0 && low >= 0) {
        out.write(high * HEX + low);
        i += 2;
      } else {
        out.write(bytes[i]);
      }
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
