package cumulus.group;

import cumulus.flash.group.GroupAddress;
import cumulus.flash.group.PeerAddress;
import cumulus.flash.group.PeerId;
import java.util.List;

/**
 * A member of the group that we know of.
 *
 * @param address its place on the ring
 * @param heardNanos when somebody last heard it
 * @param addresses where it is said to be
 */
record HeardPeer(PeerId peer, GroupAddress address, long heardNanos, List<PeerAddress> addresses) {}
