package cumulus.server;

/**
 * What one loop serves and has served.
 *
 * @param clients sessions with clients
 * @param publications publications whose home the loop is
 * @param subscribers listeners on the loop
 * @param waitingBytes media and data not begun to be sent, over all listeners
 * @param messagesIn media and data messages from publishers
 * @param bytesIn their bodies
 * @param messagesOut media and data messages to listeners
 * @param bytesOut their bodies
 * @param framesDropped video frames dropped: waiting for a key frame, or a full queue
 * @param fragmentsLost fragments of publishers given up
 * @param earlyDropped messages dropped that came before their publication was decided
 * @param malformed messages that could not be read
 * @param flowsRejected flows of clients that were refused
 */
public record LoopStatistics(
    int clients,
    int publications,
    int subscribers,
    long waitingBytes,
    long messagesIn,
    long bytesIn,
    long messagesOut,
    long bytesOut,
    long framesDropped,
    long fragmentsLost,
    long earlyDropped,
    long malformed,
    long flowsRejected) {}
