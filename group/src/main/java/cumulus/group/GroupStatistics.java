package cumulus.group;

/**
 * Figures of a membership.
 *
 * @param neighbours links with members
 * @param estimatedMembers members of the whole group, ourselves included, as judged from how close
 *     they stand
 * @param heard members known by name
 * @param introductions introductions asked of the server so far
 * @param malformed messages of neighbours that broke the protocol
 * @param streams figures of all streams so far
 */
public record GroupStatistics(
    int neighbours,
    long estimatedMembers,
    int heard,
    long introductions,
    long malformed,
    StreamStatistics streams) {}
