package cumulus.links;

/**
 * Who is at the other end of a connection.
 *
 * @param address the target as configured, or {@code ip:port} of one that joined us
 * @param host its address as text, IPv6 in brackets
 * @param isTarget whether we joined it
 */
record FarEnd(String address, String host, boolean isTarget) {}
