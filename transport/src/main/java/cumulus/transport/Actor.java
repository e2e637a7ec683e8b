package cumulus.transport;

/**
 * Deterministic code that a thread runs: it is given commands and the time, and has neither of its
 * own. All calls come from the one thread that runs it.
 *
 * @param <C> its commands, immutable
 */
public interface Actor<C> {
  /** The thread begins; the first call. */
  default void start(long nowNanos) {}

  /** Carries out one command. */
  void handle(long nowNanos, C command);

  /** Runs what is due; once a turn, after the commands. */
  void advance(long nowNanos);

  /** Nanoseconds until {@link #advance} has something to do; 0 or less if it is due. */
  long untilDueNanos(long nowNanos);

  /**
   * The thread is asked to end: begin to finish. Commands and turns go on until {@link #isStopped}.
   */
  default void stop(long nowNanos) {}

  /** After {@link #stop}: true when there is nothing left to wait for. */
  default boolean isStopped(long nowNanos) {
    return true;
  }
}
