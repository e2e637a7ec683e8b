package cumulus.client;

/** What another thread wants done on the connection's thread; captures only what never changes. */
@FunctionalInterface
interface ClientTask {
  void run(long nowNanos);
}
