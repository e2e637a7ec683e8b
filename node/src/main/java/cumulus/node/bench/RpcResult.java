package cumulus.node.bench;

import java.util.OptionalDouble;

/**
 * What calls showed.
 *
 * @param answered results that came in the measurement
 * @param wrong of them that did not give back the argument
 * @param errors that came instead of results
 * @param seconds of the measurement
 * @param latencies from a call to its answer
 * @param serverMicros of CPU time for each answer, if the server's process is known
 * @param loadCores that this program used; beyond 0.9 the figures are its own, not the server's
 */
public record RpcResult(
    long answered,
    long wrong,
    long errors,
    double seconds,
    Latencies latencies,
    OptionalDouble serverMicros,
    double loadCores) {}
