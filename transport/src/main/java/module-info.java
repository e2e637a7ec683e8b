/** What runs an endpoint: UDP loops, mailboxes, timers and key-agreement workers. */
module cumulus.transport {
  requires static org.jspecify;
  requires transitive cumulus.rtmfp;

  exports cumulus.transport;
}
