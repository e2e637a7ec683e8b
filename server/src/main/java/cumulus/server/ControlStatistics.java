package cumulus.server;

/**
 * What the application thread knows of the server.
 *
 * @param clients connected clients
 * @param publications names that are being published
 * @param listeners subscriptions
 * @param packetEventsDropped packet events that found no room in the queue to the application
 * @param malformed command messages that could not be read
 */
public record ControlStatistics(
    int clients, int publications, int listeners, long packetEventsDropped, long malformed) {}
