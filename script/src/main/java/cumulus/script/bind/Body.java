package cumulus.script.bind;

/**
 * What a member of an object does, in Java.
 *
 * @param <T> the Java object behind the Lua table
 */
@FunctionalInterface
public interface Body<T> {
  /** Reads the arguments of the call and pushes its results. */
  void run(T self, Call call);
}
