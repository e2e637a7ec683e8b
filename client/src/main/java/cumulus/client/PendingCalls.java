package cumulus.client;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Calls that wait for their answer, by transaction id. */
final class PendingCalls {
  private static final int MAX_PENDING = 4096;

  private final Map<Long, CallListener> waiting = new HashMap<>();
  private long lastId;

  /**
   * Registers a call.
   *
   * @return its transaction id, from 1
   * @throws IllegalStateException when too many wait
   */
  long add(CallListener listener) {
    if (waiting.size() >= MAX_PENDING) {
      throw new IllegalStateException(MAX_PENDING + " calls wait for their answers");
    }
    waiting.put(++lastId, listener);
    return lastId;
  }

  Optional<CallListener> take(double transactionId) {
    return Optional.ofNullable(waiting.remove((long) transactionId));
  }

  void failAll(NetStatus status) {
    List<CallListener> all = List.copyOf(waiting.values());
    waiting.clear();
    all.forEach(listener -> listener.onError(status));
  }
}
