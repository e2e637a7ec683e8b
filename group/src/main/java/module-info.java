/**
 * A member of a NetGroup as a state machine: admission, topology, multicast, posting. No clock, no
 * socket, no thread; sessions with peers are given by its owner.
 */
module cumulus.group {
  requires static org.jspecify;
  requires transitive cumulus.flash;

  exports cumulus.group;
}
