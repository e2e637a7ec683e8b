package cumulus.node;

import cumulus.node.bench.CpuUse;
import cumulus.node.bench.Latencies;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** Figures of one measurement, in the order in which they are shown: a row of a {@link Report}. */
final class Figures {
  /** A figure without a head is for programs only. */
  record Figure(String head, String name, String text, String json) {}

  private final List<Figure> figures = new ArrayList<>();
  private boolean isVoid;
  private boolean hasFailures;

  /** A number; {@code head} over its column, {@code name} in JSON. */
  Figures count(String head, String name, long value) {
    return add(head, name, "" + value, "" + value);
  }

  /** A number that should be 0. */
  Figures failures(String name, long value) {
    hasFailures |= value != 0;
    return count(name, name, value);
  }

  /** A number with so many decimals. */
  Figures amount(String head, String name, double value, int decimals) {
    return add(head, name, text(value, decimals), text(value, 3));
  }

  /** A span of time, shown in milliseconds. */
  Figures millis(String head, String name, long nanos) {
    String text = text(nanos / 1e6, 2);
    return add(head, name, text, text);
  }

  /** How a span of time is spread; {@code prefix} tells it from another one. */
  Figures latencies(String prefix, Latencies latencies) {
    String name = prefix.isEmpty() ? "p" : prefix + "P";
    String most = prefix.isEmpty() ? "max" : prefix + "Max";
    return millis("p50 ms", name + "50Ms", latencies.percentileNanos(0.5))
        .millis("", name + "90Ms", latencies.percentileNanos(0.9))
        .millis("p99 ms", name + "99Ms", latencies.percentileNanos(0.99))
        .millis("max ms", most + "Ms", latencies.maxNanos());
  }

  /** CPU time for each unit of work, and cores used. */
  Figures cpu(String head, CpuUse use) {
    isVoid = use.isVoid();
    return optional(head, "serverMicros", use.serverMicros(), 1)
        .optional("server", "serverCores", use.serverCores(), 2)
        .amount("load", "loadCores", use.loadCores(), 2)
        .add("", "void", "", "" + isVoid);
  }

  /** True when they show the load program rather than the server. */
  boolean isVoid() {
    return isVoid;
  }

  boolean hasFailures() {
    return hasFailures;
  }

  /** Those that people are shown. */
  List<Figure> shown() {
    return figures.stream().filter(figure -> !figure.head.isEmpty()).toList();
  }

  String json() {
    return figures.stream()
        .map(figure -> "\"" + figure.name + "\": " + figure.json)
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private Figures optional(String head, String name, OptionalDouble value, int decimals) {
    return value.isPresent()
        ? amount(head, name, value.getAsDouble(), decimals)
        : add(head, name, "-", "null");
  }

  private Figures add(String head, String name, String text, String json) {
    figures.add(new Figure(head, name, text, json));
    return this;
  }

  private static String text(double value, int decimals) {
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
