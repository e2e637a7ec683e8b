package cumulus.testkit;

/** Lets a test lose datagrams by what they say: the answer to the third hello, the last ack. */
@FunctionalInterface
public interface DatagramFilter<A> {
  /**
   * Whether a datagram may enter its link.
   *
   * @param from the address it leaves with
   * @param datagram a copy of its bytes, not to be changed
   */
  boolean passes(long nowNanos, A from, A to, byte[] datagram);
}
