package cumulus.server;

/**
 * How one medium of a publication, or of a subscription, is going (lua-api section 8). Rates are
 * over the last five seconds, sampled once a second.
 *
 * @param byteRate bytes a second, 5 more for each message
 * @param lostRate lost fragments over all, 0 to 1; of a subscription over all that its client is
 *     sent
 * @param congestionRate -1 to 1, negative when more would fit. Of a publication: growth of the
 *     latency over the time that passed, and the loss. Of a subscription: growth of what waits for
 *     it in a second over the byte rate
 * @param latencyMillis half the round trip, and of a publication how much later it comes than the
 *     best of the last five seconds, of a subscription the age of what waits for it
 * @param droppedFrames of a publication since it began, while waiting for a key frame; of a
 *     subscription those it missed; 0 for audio
 */
public record QualityOfService(
    double byteRate,
    double lostRate,
    double congestionRate,
    double latencyMillis,
    long droppedFrames) {
  /** Of what has not begun, or is over. */
  public static final QualityOfService NONE = new QualityOfService(0, 0, 0, 0, 0);
}
