package cumulus.server;

/**
 * What a client's loop measures of it, for the application thread to read at any time: a counter,
 * written by the loop only.
 */
public final class ClientGauge {
  ClientGauge() {}

  private volatile long roundTripNanos;
  private volatile long heardNanos;

  void roundTrip(long nanos) {
    roundTripNanos = nanos;
  }

  void heard(long atNanos) {
    heardNanos = atNanos;
  }

  ClientFigures figures(long nowNanos) {
    return new ClientFigures(roundTripNanos / 1e6, Math.max(0, nowNanos - heardNanos) / 1e6);
  }
}
