package cumulus.rtmfp;

/**
 * What a session has seen so far.
 *
 * @param smoothedRoundTripNanos 0 before the first sample
 * @param congestionWindowBytes bytes that may be in flight
 * @param packetsSent datagrams sent
 * @param packetsReceived datagrams received that verified
 * @param bytesSent datagram bytes sent
 * @param bytesReceived datagram bytes received that verified
 * @param fragmentsSent data chunks sent, repeated ones counted again
 * @param fragmentsLost data chunks found lost by negative acknowledgement or time-out
 * @param fragmentsMissed sequence numbers of the far end's flows that never came
 */
public record SessionStatistics(
    long smoothedRoundTripNanos,
    long congestionWindowBytes,
    long packetsSent,
    long packetsReceived,
    long bytesSent,
    long bytesReceived,
    long fragmentsSent,
    long fragmentsLost,
    long fragmentsMissed) {
  /** Of a session that is not open yet. */
  public static final SessionStatistics NONE = new SessionStatistics(0, 0, 0, 0, 0, 0, 0, 0, 0);
}
