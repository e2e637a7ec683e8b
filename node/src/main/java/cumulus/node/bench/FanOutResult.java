package cumulus.node.bench;

import java.util.OptionalDouble;

/**
 * What a fan-out with one number of players showed.
 *
 * @param players playing at the end of the measurement
 * @param sent messages in the measurement
 * @param expected deliveries: sent times players
 * @param lost of them that never came
 * @param repeated that came again, or after a later one
 * @param latencies from when a message was due at the publisher to its delivery
 * @param connects from the first hello to the answer to connect, of players that this step added
 * @param serverMicros of CPU time for each delivery, if the server's process is known
 * @param serverCores that it used
 * @param loadCores that this program used; beyond 0.9 the figures are its own, not the server's
 */
public record FanOutResult(
    int players,
    long sent,
    long expected,
    long lost,
    long repeated,
    Latencies latencies,
    Latencies connects,
    OptionalDouble serverMicros,
    OptionalDouble serverCores,
    double loadCores) {}
