/** The server domain, deterministic: clients, publications, relay, and the Application SPI. */
module cumulus.server {
  requires static org.jspecify;
  requires transitive cumulus.rtmfp;
  requires transitive cumulus.flash;

  exports cumulus.server;
}
