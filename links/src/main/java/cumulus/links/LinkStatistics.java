package cumulus.links;

/**
 * What is known of links, for operators and tests.
 *
 * @param pending connections from elsewhere that have not said hello yet
 * @param accepted links that others made
 * @param connections all that stand, pending or linked, both directions
 * @param waitingBytes received and not yet handled by the application
 * @param largeFrames of more than 64 KiB that are being read or wait for room
 */
public record LinkStatistics(
    int pending, int accepted, int connections, int waitingBytes, int largeFrames) {}
