package cumulus.transport;

/**
 * What a loop has done so far.
 *
 * @param turns turns run
 * @param datagramsReceived datagrams taken from the socket
 * @param datagramsSent datagrams given to the socket
 * @param datagramsRefused datagrams that the kernel refused to send
 * @param commandsWaiting commands in the mailbox now
 * @param commandsRefused commands lost because the mailbox was full
 * @param failures errors of our own survived
 * @param receiveBufferBytes size that the kernel gave to the receive buffer
 * @param sendBufferBytes the same of the send buffer
 */
public record LoopStatistics(
    long turns,
    long datagramsReceived,
    long datagramsSent,
    long datagramsRefused,
    int commandsWaiting,
    long commandsRefused,
    long failures,
    int receiveBufferBytes,
    int sendBufferBytes) {}
