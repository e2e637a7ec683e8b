package cumulus.links;

import cumulus.links.wire.Received;

/** What links tell the application thread, in the order in which it happened on each. */
sealed interface ToServers {
  LinkedServer server();

  /** Both ends have said hello. */
  record Up(LinkedServer server) implements ToServers {}

  /**
   * The far end said something.
   *
   * @param cost of its waiting, given back when it is handled
   */
  record Message(LinkedServer server, Received received, int cost) implements ToServers {}

  /** The link is over; the last word about it. */
  record Down(LinkedServer server, LinkEnd end) implements ToServers {}
}
