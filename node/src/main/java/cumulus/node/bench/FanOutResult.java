package cumulus.node.bench;

/**
 * What a fan-out with one number of players showed.
 *
 * @param publications that were played
 * @param players of all publications, playing at the end of the measurement
 * @param sent messages in the measurement
 * @param expected deliveries: sent times players, over all publications
 * @param lost of them that never came
 * @param repeated that came again, or after a later one
 * @param perSecond deliveries while messages were sent
 * @param latencies from when a message was due at the publisher to its delivery
 * @param connects from the first hello to the answer to connect, of players that this step added
 * @param cpu for each delivery
 */
public record FanOutResult(
    int publications,
    int players,
    long sent,
    long expected,
    long lost,
    long repeated,
    double perSecond,
    Latencies latencies,
    Latencies connects,
    CpuUse cpu) {}
