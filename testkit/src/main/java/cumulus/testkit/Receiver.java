package cumulus.testkit;

/** A host of a {@link SimNetwork}: gets what is delivered to its address. */
@FunctionalInterface
public interface Receiver<A> {
  /**
   * A datagram arrives. Its bytes are the receiver's own; it may send in turn.
   *
   * @param from the address it came from as the network shows it, after any rebinding
   */
  void receive(long nowNanos, A from, byte[] datagram);
}
