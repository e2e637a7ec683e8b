package cumulus.script.app;

/**
 * What came of calling a script.
 *
 * @param <R> what was read of its results
 */
public sealed interface Outcome<R> {
  /** There is no such function. */
  record Absent<R>() implements Outcome<R> {}

  /** It returned. */
  record Done<R>(R result) implements Outcome<R> {}

  /** It failed; that was logged. */
  record Failed<R>(ScriptError error) implements Outcome<R> {}
}
