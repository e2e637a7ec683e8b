package cumulus.server;

import cumulus.rtmfp.Address;
import java.util.Map;

/**
 * A first packet of somebody who wants to connect, before there is a session (lua-api section 9,
 * onHandshake).
 *
 * @param address where it came from; anybody can forge it
 * @param path of the application; no slash at either end, "" for the root
 * @param query parameters of the URL, decoded; the last of a name counts
 * @param attempts 1, and one more for each repetition of the same attempt to connect
 */
public record Handshake(Address address, String path, Map<String, String> query, int attempts) {}
