package cumulus.node.bench;

/**
 * What a storm showed.
 *
 * @param connected clients that the server accepted
 * @param failed clients that it did not
 * @param seconds that it lasted, the orderly ends included
 * @param connects from the first hello to the answer to connect
 * @param cpu for each client
 */
public record StormResult(
    long connected, long failed, double seconds, Latencies connects, CpuUse cpu) {}
