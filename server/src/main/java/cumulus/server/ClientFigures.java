package cumulus.server;

/**
 * How a client is reached.
 *
 * @param pingMillis smoothed round trip, at most two seconds old
 * @param silentMillis since its last packet, known to 100 ms
 */
public record ClientFigures(double pingMillis, double silentMillis) {}
