package cumulus.testkit;

import java.util.regex.Pattern;

/** What a module must not do; which module keeps which wall is for the test to say. */
public enum Wall {
  CLOCK(
      "reads the clock",
      "System\\s*(\\.|::)\\s*(nanoTime|currentTimeMillis)\\b|\\b(Instant|LocalDate|LocalDateTime|ZonedDateTime)\\s*(\\.|::)\\s*now\\b"
          + "|\\bClock\\s*\\.\\s*(system|tick)\\w*|InstantSource\\s*\\.\\s*system\\b|\\bnew\\s+Date\\s*\\(\\s*\\)"),
  NETWORK(
      "touches the network",
      "\\bjava\\.net\\.(?!(InetSocketAddress|InetAddress|URI|URLDecoder|URLEncoder)\\b)[\\w*]+|\\bjava\\.nio\\.channels\\b"),
  THREADS(
      "starts or stops a thread",
      "\\bThread\\s*\\.\\s*(of\\w+|startVirtualThread|sleep|yield)\\b|\\b(new|extends)\\s+Thread\\b|\\bjava\\.util\\.Timer\\b|\\bExecutors\\b"
          + "|\\bForkJoinPool\\b|\\.\\s*(run|supply|then\\w+|handle|whenComplete|exceptionally)Async\\b|\\.\\s*parallel(Stream)?\\s*\\("),
  LOCKS("takes a lock", "\\bsynchronized\\b|\\bjava\\.util\\.concurrent\\.locks\\b"),
  RETURN_NULL("returns null", "\\breturn\\s+null\\b"),
  CONSOLE(
      "writes to the console",
      "\\bSystem\\s*\\.\\s*(out|err)\\b|\\.\\s*printStackTrace\\s*\\(\\s*\\)"),
  /**
   * Static fields that are not final, and final ones that hold a collection or counter made here.
   */
  MUTABLE_STATICS("keeps mutable static state", StaticFields.PATTERN),
  /** Looked for in comments. */
  UNFINISHED("is not finished", "\\b(TODO|FIXME|XXX)\\b");

  final String sin;
  final Pattern pattern;

  Wall(String sin, String pattern) {
    this.sin = sin;
    this.pattern = Pattern.compile(pattern);
  }
}
