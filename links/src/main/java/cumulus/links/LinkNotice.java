package cumulus.links;

import java.net.InetSocketAddress;

/**
 * What an operator should know; told on any thread. Kinds that a far end or a script can cause at
 * will are limited in rate: {@link Suppressed} stands for the rest.
 */
public sealed interface LinkNotice {
  /** Other servers can join. */
  record Listening(InetSocketAddress address) implements LinkNotice {}

  /** An attempt begins. */
  record Joining(String target) implements LinkNotice {}

  /**
   * Nobody answers at a target.
   *
   * @param isKnown true if the attempt before ended alike
   */
  record Unreachable(String target, String reason, boolean isKnown) implements LinkNotice {}

  /** A target cannot be used, or the one that answered there is not as it should be. */
  record JoinFailed(String target, String reason) implements LinkNotice {}

  /** A connection from elsewhere that never became a link. */
  record Refused(String address, String reason) implements LinkNotice {}

  /** No connection can be accepted for a moment. */
  record AcceptFailed(String reason) implements LinkNotice {}

  /** A link is established. */
  record Linked(String address, String publicAddress, boolean isTarget) implements LinkNotice {}

  /** An established link is over. */
  record Unlinked(String address, LinkEnd end) implements LinkNotice {}

  /** A frame could not be understood and was dropped; the link goes on. */
  record Damaged(String address, String reason) implements LinkNotice {}

  /** A message of an application was not sent. */
  record NotSent(String reason) implements LinkNotice {}

  /** A message of an application was sent, but not as it was given. */
  record Altered(String reason) implements LinkNotice {}

  /** The far end called what is not there. */
  record NoFunction(String address, String name) implements LinkNotice {}

  /**
   * Notices of a kind were left out.
   *
   * @param kind for example "Refused"
   * @param count how many; 0 if that is about to begin
   */
  record Suppressed(String kind, long count) implements LinkNotice {}

  /** An error of our own on one link, which is closed. */
  record OwnFailure(String address, Throwable failure) implements LinkNotice {}
}
