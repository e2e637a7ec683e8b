package cumulus.node.bench;

/**
 * What calls showed.
 *
 * @param answered results that came in the measurement
 * @param wrong of them that did not give back the argument
 * @param errors that came instead of results
 * @param perSecond answers
 * @param latencies from a call to its answer
 * @param cpu for each answer
 */
public record RpcResult(
    long answered, long wrong, long errors, double perSecond, Latencies latencies, CpuUse cpu) {}
