/** NetConnection and NetStream for Java programs. */
module cumulus.client {
  requires static org.jspecify;
  requires transitive cumulus.flash;
  requires transitive cumulus.rtmfp;
  requires cumulus.transport;

  exports cumulus.client;
}
