package cumulus.group;

import cumulus.flash.group.PeerAddress;
import cumulus.flash.group.PeerId;
import java.util.List;

/**
 * Opens sessions with peers for the groups of one client. No method calls back before it returns.
 * What comes of an attempt is told to {@link Groups}: {@link Groups#onConnected} or {@link
 * Groups#onUnreachable}; to ask for a peer with which there is a session is answered like any
 * other.
 */
public interface PeerNetwork {
  /** Our own peer id. */
  PeerId self();

  /** Where others can reach us, an introducing server first. */
  List<PeerAddress> addresses();

  /** Tries these addresses, without a server's help. */
  void connect(PeerId peer, List<PeerAddress> addresses);

  /** Asks our server for an introduction. */
  void connectThroughServer(PeerId peer);

  /** Ends an attempt that is under way; nothing is told of it any more. */
  void abandon(PeerId peer);
}
