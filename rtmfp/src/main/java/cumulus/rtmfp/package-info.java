/** RTMFP (RFC 7016, RFC 7425) as a pure state machine: no sockets, no threads, no clock. */
@org.jspecify.annotations.NullMarked
package cumulus.rtmfp;
