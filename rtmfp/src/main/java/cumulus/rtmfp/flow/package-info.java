/**
 * Flows of both directions: queues, fragments, reassembly, acknowledgement (RFC 7016 section 3.6).
 */
@org.jspecify.annotations.NullMarked
package cumulus.rtmfp.flow;
