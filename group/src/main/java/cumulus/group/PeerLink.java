package cumulus.group;

import cumulus.flash.group.PeerAddress;
import cumulus.flash.group.PeerId;
import java.util.Optional;

/**
 * An open session with a peer, shared by all groups in which both are members. There is one object
 * for each session.
 */
public interface PeerLink {
  /** Who the far end is, proven by its certificate. */
  PeerId peer();

  /** False once the session has ended. */
  boolean isOpen();

  /** Our nonce of the key agreement. */
  byte[] nearNonce();

  /** The far end's nonce. */
  byte[] farNonce();

  /** Where packets of the far end come from. */
  Optional<PeerAddress> farAddress();

  /** Smoothed round trip time in nanoseconds; 0 while it is not known. */
  long roundTripNanos();

  /** When the last packet came. */
  long lastHeardNanos();

  /** Sends something that a living far end answers. */
  void ping();

  /**
   * Opens a flow with metadata "GR" and this type. If the session has ended or has no room for a
   * flow, one that is not open comes back.
   *
   * @param type see {@link cumulus.flash.group.PeerMessageType}
   */
  OutFlow openFlow(int type, Optional<InFlow> inReturnTo, Urgency urgency, OutFlowListener events);

  /** One group has no use for the session any more. */
  void release(GroupMember group);

  /** Who goes first where not all fits. */
  enum Urgency {
    /** Reports, posts. */
    ROUTINE,
    /** Fragments of streams. */
    MEDIA,
    /** What is had and what is wanted of streams: small, and late it is useless. */
    CONTROL
  }
}
