package cumulus.group;

/** A one-way ordered sequence of messages to a peer. */
public interface OutFlow {
  /** A flow into which nothing goes any more. */
  OutFlow CLOSED =
      new OutFlow() {
        @Override
        public boolean isOpen() {
          return false;
        }

        @Override
        public void write(byte[] message, long lifetimeNanos) {}

        @Override
        public long queuedBytes() {
          return 0;
        }

        @Override
        public void close() {}
      };

  /** False after {@link #close}, a rejection by the peer, or the end of the session. */
  boolean isOpen();

  /**
   * Queues a message; does nothing if the flow is not open.
   *
   * @param message kept and shared: it must not change any more
   * @param lifetimeNanos after this span it is given up; 0 means never
   */
  void write(byte[] message, long lifetimeNanos);

  /** Bytes of messages not wholly acknowledged or given up. */
  long queuedBytes();

  /** Ends the flow after what is queued. */
  void close();
}
