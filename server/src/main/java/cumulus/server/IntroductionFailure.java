package cumulus.server;

import cumulus.rtmfp.Address;
import java.util.HexFormat;

/**
 * Why two peers did not come together, as far as the server that introduces them can tell. It is
 * not on the way between them: that one keeps asking is all it sees of a failure.
 */
public sealed interface IntroductionFailure {
  /** Id of the peer that is looked for, 32 bytes. */
  byte[] peerId();

  /** Where the hellos come from. */
  Address asker();

  /** For an operator, in one sentence. */
  default String text() {
    return "cannot introduce " + asker() + " to peer " + shortId(peerId()) + ": " + reason();
  }

  /** The sentence without who and whom. */
  String reason();

  /** Nobody with this id is connected here, and no application knew of another server. */
  record UnknownPeer(byte[] peerId, Address asker) implements IntroductionFailure {
    @Override
    public String reason() {
      return "no client with this id is connected here";
    }
  }

  /** The peer was connected here and is gone. */
  record PeerLeft(byte[] peerId, Address asker) implements IntroductionFailure {
    @Override
    public String reason() {
      return "the peer was connected here and has left";
    }
  }

  /** The peer's session is open, but it does not even answer pings. */
  record TargetSilent(byte[] peerId, Address asker, Address target) implements IntroductionFailure {
    @Override
    public String reason() {
      return "the peer at " + target + " does not answer us any more: it probably vanished";
    }
  }

  /** The asker is a client whose session does not answer pings any more. */
  record AskerSilent(byte[] peerId, Address asker) implements IntroductionFailure {
    @Override
    public String reason() {
      return "the asker never answered: it does not even answer our pings";
    }
  }

  /** One of the two is known by private addresses only, and the other is elsewhere. */
  record OnlyPrivateAddresses(byte[] peerId, Address asker, Address target)
      implements IntroductionFailure {
    @Override
    public String reason() {
      return "only private addresses are known of "
          + (target.isPrivate() ? "the peer (" + target + ")" : "the asker")
          + ", which the other cannot reach; let both reach the server by its public address";
    }
  }

  /** One has IPv4 addresses only, the other IPv6 only. */
  record NoCommonFamily(byte[] peerId, Address asker, Address target)
      implements IntroductionFailure {
    @Override
    public String reason() {
      return "one of them has IPv4 and the other (" + target + ") IPv6 addresses only";
    }
  }

  /** Both answer the server, and yet they do not meet. */
  record NoPath(byte[] peerId, Address asker, Address target) implements IntroductionFailure {
    @Override
    public String reason() {
      return "both answer us, but nothing passes between the asker and "
          + target
          + ": a firewall, or NATs that give each far end another port";
    }
  }

  private static String shortId(byte[] id) {
    return HexFormat.of().formatHex(id, 0, Math.min(4, id.length)) + "...";
  }
}
