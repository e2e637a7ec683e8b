package cumulus.node.bench;

import java.util.OptionalDouble;

/**
 * What a storm showed.
 *
 * @param connected clients that the server accepted
 * @param failed clients that it did not
 * @param seconds that it lasted, the orderly ends included
 * @param connects from the first hello to the answer to connect
 * @param serverMicros of CPU time for each client, if the server's process is known
 * @param loadCores that this program used
 */
public record StormResult(
    long connected,
    long failed,
    double seconds,
    Latencies connects,
    OptionalDouble serverMicros,
    double loadCores) {}
