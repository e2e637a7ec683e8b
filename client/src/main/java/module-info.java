/** NetConnection, NetStream and NetGroup for Java programs. */
module cumulus.client {
  requires static org.jspecify;
  requires transitive cumulus.flash;
  requires transitive cumulus.group;
  requires transitive cumulus.rtmfp;
  requires cumulus.transport;

  exports cumulus.client;
}
