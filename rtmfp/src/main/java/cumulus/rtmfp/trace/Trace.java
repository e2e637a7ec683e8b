package cumulus.rtmfp.trace;

/** Where the protocol core tells what happens. Called on the endpoint's thread. */
public interface Trace {
  /** Keeps nothing. */
  Trace NONE = new Trace() {};

  /** True if events are wanted: nobody builds one otherwise. */
  default boolean on() {
    return false;
  }

  /** Takes one event. */
  default void emit(TraceEvent event) {}

  /** Something was dropped. Always called, so that it can be counted. */
  default void drop(DropReason reason) {}
}
