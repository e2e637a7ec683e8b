package cumulus.node;

import cumulus.links.LinkLimits;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Which values a key takes.
 *
 * @param rule what is right, as messages and documentation say it
 * @param reader gives the value; an {@code IllegalArgumentException} or {@code ArithmeticException}
 *     means that the text is not of the form
 */
record Form<T>(String rule, Function<String, T> reader) {
  private static final String UNITS = "kmg";
  private static final int UNIT_BITS = 10;
  private static final int MAX_PORT = 0xffff;
  private static final BigDecimal MILLIS = BigDecimal.valueOf(1000);

  /** Reads a text without blanks around it. */
  T read(String text) {
    return reader.apply(text);
  }

  /** A whole number. */
  static Form<Integer> number(int min, int max) {
    return new Form<>(
        "a number from " + min + " to " + max,
        text -> Math.toIntExact(within(Long.parseLong(text), min, max)));
  }

  /** A whole number of seconds; less than {@code least} is raised to it. */
  static Form<Integer> secondsFrom(int least, int max) {
    return new Form<>(
        "a number of seconds from " + least + " to " + max,
        text -> Math.toIntExact(within(Math.max(least, Long.parseLong(text)), least, max)));
  }

  /** Seconds with a fraction down to milliseconds. */
  static Form<Duration> seconds(String min, String max) {
    return new Form<>(
        "a number of seconds from " + min + " to " + max, text -> duration(text, min, max));
  }

  /** The same, or 0, which means something of its own. */
  static Form<Duration> secondsOrNone(String min, String max) {
    return new Form<>(
        "a number of seconds from " + min + " to " + max + ", or 0 for no limit",
        text -> new BigDecimal(text).signum() == 0 ? Duration.ZERO : duration(text, min, max));
  }

  /** A number of bytes; k, m and g behind it are powers of 1024. */
  static Form<Long> size(String min, String max) {
    return new Form<>(
        "a size from " + min + " to " + max + ", in bytes or with k, m or g behind it",
        text -> within(bytes(text), bytes(min), bytes(max)));
  }

  static Form<Boolean> flag() {
    return new Form<>(
        "true or false",
        text ->
            switch (text.toLowerCase(Locale.ROOT)) {
              case "true" -> true;
              case "false" -> false;
              default -> throw new IllegalArgumentException(text);
            });
  }

  /** One of the constants, written in lower case. */
  static <E extends Enum<E>> Form<E> choice(Class<E> type) {
    return new Form<>(
        Arrays.stream(type.getEnumConstants())
            .map(each -> each.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(" or ")),
        text -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT)));
  }

  static Form<String> text() {
    return new Form<>("a text", text -> text);
  }

  /** A name of a file without folder. */
  static Form<String> fileName() {
    return new Form<>(
        "the name of a file, without a folder",
        text -> {
          Path path = Path.of(text);
          if (path.getNameCount() != 1 || path.isAbsolute() || Set.of(".", "..").contains(text)) {
            throw new IllegalArgumentException(text);
          }
          return text;
        });
  }

  /** A path; a relative one begins at the folder of the server. */
  static Form<Path> path() {
    return new Form<>("a path", Path::of);
  }

  /** An address, not a name: no name service is asked at the start. */
  static Form<InetAddress> address() {
    return new Form<>(
        "an IPv4 or IPv6 address of this machine",
        text -> InetAddress.ofLiteral(text.replaceAll("^\\[(.*)]$", "$1")));
  }

  static Form<String> hostAndPort() {
    return new Form<>("host:port", Form::checkedHostAndPort);
  }

  /** Servers to join, separated by semicolons, each with optional properties behind it. */
  static Form<List<String>> targets() {
    return new Form<>(
        "a list of at most " + LinkLimits.TARGETS + " host:port[?name=value&...] separated by ;",
        text -> {
          List<String> targets =
              Arrays.stream(text.split(";"))
                  .map(String::strip)
                  .filter(each -> !each.isEmpty())
                  .map(Form::checkedTarget)
                  .toList();
          within(targets.size(), 0, LinkLimits.TARGETS);
          return targets;
        });
  }

  private static String checkedTarget(String text) {
    checkedHostAndPort(text.replaceFirst("\\?.*", ""));
    return text;
  }

  private static String checkedHostAndPort(String text) {
    int colon = text.lastIndexOf(':');
    String host = text.substring(0, Math.max(0, colon));
    boolean isAmbiguous = host.indexOf(':') >= 0 && !host.matches("\\[.*]");
    if (host.isBlank() || isAmbiguous) {
      throw new IllegalArgumentException(text);
    }
    within(Long.parseLong(text.substring(colon + 1)), 1, MAX_PORT);
    return text;
  }

  private static Duration duration(String text, String min, String max) {
    var value = new BigDecimal(text);
    if (value.compareTo(new BigDecimal(min)) < 0 || value.compareTo(new BigDecimal(max)) > 0) {
      throw new IllegalArgumentException(text);
    }
    return Duration.ofMillis(value.multiply(MILLIS).longValue());
  }

  private static long bytes(String text) {
    String value = text.toLowerCase(Locale.ROOT);
    int unit = 1 + UNITS.indexOf(value.charAt(value.length() - 1));
    String digits = unit == 0 ? value : value.substring(0, value.length() - 1).strip();
    return Math.multiplyExact(Long.parseLong(digits), 1L << unit * UNIT_BITS);
  }

  private static long within(long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(value + " is not from " + min + " to " + max);
    }
    return value;
  }
}
