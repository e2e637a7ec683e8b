package cumulus.transport;

/** Told about errors of our own that a thread of this package survived, and about lost sockets. */
@FunctionalInterface
public interface FailureHandler {
  /**
   * Called on the thread concerned, at most {@value Guard#MAX_REPORTS} times in a second; the rest
   * is counted.
   *
   * @param thread name of the thread
   * @param activity what it was doing
   */
  void onFailure(String thread, String activity, Throwable failure);
}
