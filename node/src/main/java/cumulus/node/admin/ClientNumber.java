package cumulus.node.admin;

/** The number of a client as people read and write it: {@code LOOP.COUNT}, such as 0.17. */
final class ClientNumber {
  /** A number has its loop in front. */
  private static final int LOOP_SHIFT = 48;

  private static final long COUNT_MASK = (1L << LOOP_SHIFT) - 1;

  private ClientNumber() {}

  static String text(long client) {
    return (client >>> LOOP_SHIFT) + "." + (client & COUNT_MASK);
  }

  static long of(int loop, long count) {
    return (long) loop << LOOP_SHIFT | count & COUNT_MASK;
  }
}
