/**
 * A member of a NetGroup (netgroup section 3). {@link GroupMember} is the membership, {@link
 * PeerNetwork} and {@link PeerLink} what it stands on.
 */
@org.jspecify.annotations.NullMarked
package cumulus.group;
