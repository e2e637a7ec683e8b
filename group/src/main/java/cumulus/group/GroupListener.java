package cumulus.group;

import cumulus.flash.group.PeerId;

/** Follows a membership. Calls come on the thread that runs it and must not block. */
public interface GroupListener {
  /** A member became our neighbour: it has proven that it knows the groupspec. */
  default void onNeighbourConnect(PeerId peer) {}

  /** A neighbour is none any more. */
  default void onNeighbourDisconnect(PeerId peer) {}

  /** A stream of this name is published in the group. */
  default void onPublish(String streamName) {}

  /** A stream of this name is over. */
  default void onUnpublish(String streamName) {}

  /**
   * A post of another member.
   *
   * @param postId its id, 64 hexadecimal digits
   * @param amf what was posted, one AMF0 value; to read only
   */
  default void onPost(String postId, byte[] amf) {}

  /** A peer sent something that breaks the protocol; told once for each message. */
  default void onMalformed(PeerId peer, String reason) {}
}
