package cumulus.testkit;

/**
 * Counters of a link or of a whole network at one moment.
 *
 * @param sent datagrams sent
 * @param bytesSent their bytes
 * @param delivered datagrams delivered, duplicates included
 * @param bytesDelivered their bytes
 * @param duplicated duplicates made
 * @param lost datagrams and duplicates that did not arrive for any reason; those still under way
 *     are not among them
 */
public record Traffic(
    long sent, long bytesSent, long delivered, long bytesDelivered, long duplicated, long lost) {}
