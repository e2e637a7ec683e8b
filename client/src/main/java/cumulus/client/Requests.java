package cumulus.client;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Futures that the connection's thread will complete; those left at its end fail. Any thread. */
final class Requests {
  private final Map<Long, CompletableFuture<?>> waiting = new ConcurrentHashMap<>();
  private final AtomicLong lastId = new AtomicLong();
  private final CompletableFuture<ConnectionEnd> ended = new CompletableFuture<>();

  /** Watches a future until it is complete. */
  void add(CompletableFuture<?> request) {
    long id = lastId.incrementAndGet();
    waiting.put(id, request);
    var _ = request.whenComplete((_, _) -> waiting.remove(id));
    if (ended.isDone()) {
      fail(request, ended.join());
    }
  }

  /** No more requests will be served. */
  void end(ConnectionEnd end) {
    ended.complete(end);
    waiting.values().forEach(request -> fail(request, end));
  }

  boolean isEnded() {
    return ended.isDone();
  }

  CompletableFuture<ConnectionEnd> whenEnded() {
    return ended.copy();
  }

  private static void fail(CompletableFuture<?> request, ConnectionEnd end) {
    request.completeExceptionally(new NetConnectionException(end));
  }
}
