package cumulus.group;

/**
 * A link over which we have asked to be let in.
 *
 * @param reports our report flow, which carries our admission
 * @param byNanos when the peer must have answered
 */
record Call(PeerLink link, OutFlow reports, long byNanos) {}
