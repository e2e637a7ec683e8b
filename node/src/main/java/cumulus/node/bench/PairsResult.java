package cumulus.node.bench;

/**
 * What pairs showed.
 *
 * @param met pairs with a session of their own
 * @param failed pairs without
 * @param meetings from asking for the peer to the session with it
 * @param cpu for each introduction
 * @param expected messages
 * @param lost of them that never came
 * @param repeated that came again, or after a later one
 * @param latencies from when a message was due at the publisher to its arrival
 */
public record PairsResult(
    int met,
    int failed,
    Latencies meetings,
    CpuUse cpu,
    long expected,
    long lost,
    long repeated,
    Latencies latencies) {}
