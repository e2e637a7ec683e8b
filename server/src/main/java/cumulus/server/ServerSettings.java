package cumulus.server;

/**
 * What bounds the domain; every value stands in configuration or is a constant of the protocol.
 *
 * @param queueBytes media waiting for one subscriber, in bytes (limits.queueSize)
 * @param queueMillis age of the oldest media waiting for one subscriber (limits.queueTime)
 * @param clientBytes commands and script messages waiting for one client (limits.clientBytes)
 * @param undecidedCommands posts of one client that wait for the application thread; at this number
 *     its command flows are not read any more
 * @param keepAliveServerMillis told to clients as their period towards the server
 * @param keepAlivePeerMillis told to clients as their period towards peers
 * @param packetQueueBytes packet events waiting for the application (script.packetQueue)
 * @param streamsPerClient streams of one client at a time
 */
public record ServerSettings(
    int queueBytes,
    int queueMillis,
    long clientBytes,
    int undecidedCommands,
    int keepAliveServerMillis,
    int keepAlivePeerMillis,
    long packetQueueBytes,
    int streamsPerClient) {
  /** What a server starts with. */
  public static final ServerSettings DEFAULT =
      new ServerSettings(4 << 20, 3000, 16 << 20, 64, 15_000, 10_000, 16 << 20, 256);

  public ServerSettings {
    if (queueBytes < 1 || queueMillis < 1 || clientBytes < 1 || packetQueueBytes < 1) {
      throw new IllegalArgumentException(
          "queues must hold something: "
              + queueBytes
              + ", "
              + queueMillis
              + ", "
              + clientBytes
              + ", "
              + packetQueueBytes);
    }
    if (undecidedCommands < 1 || streamsPerClient < 1) {
      throw new IllegalArgumentException("a client needs at least one command and one stream");
    }
    if (keepAliveServerMillis < 5000 || keepAlivePeerMillis < 5000) {
      throw new IllegalArgumentException("keep-alive periods are at least 5000 ms");
    }
  }
}
