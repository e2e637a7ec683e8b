/** RTMFP (RFC 7016, RFC 7425) as a pure state machine: no sockets, no threads, no clock. */
module cumulus.rtmfp {
  requires static org.jspecify;

  exports cumulus.rtmfp;
  exports cumulus.rtmfp.trace;
}
