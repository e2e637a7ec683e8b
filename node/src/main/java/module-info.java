/** The executable: configuration, wiring and command line. */
module cumulus.node {
  requires static org.jspecify;
  requires cumulus.client;
  requires cumulus.server;
  requires cumulus.transport;
}
