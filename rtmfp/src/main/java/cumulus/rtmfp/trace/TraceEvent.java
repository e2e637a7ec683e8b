package cumulus.rtmfp.trace;

import cumulus.rtmfp.Address;
import java.util.OptionalLong;

/**
 * A protocol event. Whom it happened to and when goes beside it. A flow is named by its id and its
 * direction, as both ends number theirs on their own.
 */
public sealed interface TraceEvent {
  /**
   * Keys are agreed.
   *
   * @param farId session id that our packets carry
   * @param address where they go
   * @param peerId fingerprint of the far certificate, 32 bytes
   * @param group number of the Diffie-Hellman group
   * @param sendHmacLength bytes of the HMAC on our packets; 0 where they have a checksum
   * @param receiveHmacLength bytes of the HMAC on the far end's packets; 0 where they have a
   *     checksum
   */
  record SessionOpened(
      boolean isInitiator,
      int farId,
      Address address,
      byte[] peerId,
      int group,
      int sendHmacLength,
      int receiveHmacLength,
      boolean sendsSequenceNumbers,
      boolean receivesSequenceNumbers)
      implements TraceEvent {}

  /** The session left the open state or failed to reach it. */
  record SessionClosed(CloseCause cause) implements TraceEvent {}

  /**
   * A flow begins: ours when it is opened, the far end's with its first chunk.
   *
   * @param inReturnTo the flow of the other direction that it answers
   */
  record FlowOpened(long flowId, boolean isSending, byte[] metadata, OptionalLong inReturnTo)
      implements TraceEvent {}

  /** A flow was rejected: one that we send by the far end, one that we receive by us. */
  record FlowRejected(long flowId, boolean isSending, long code) implements TraceEvent {}

  /** Everything of a flow arrived, its end included. */
  record FlowCompleted(long flowId, boolean isSending) implements TraceEvent {}

  /** A data chunk of ours was found lost. */
  record FragmentLost(long flowId, long sequence, Loss loss) implements TraceEvent {}

  /** A message of ours was given up after it was begun. */
  record MessageAbandoned(long flowId, long bytes) implements TraceEvent {}

  /** Messages of ours were given up before they were begun: their time was over. */
  record MessagesExpired(long flowId, long bytes) implements TraceEvent {}

  /** Fragments of a receiving flow were given up. */
  record Gap(long flowId, long fragments) implements TraceEvent {}

  /** The time-out alarm fired with data in flight; the next one comes after {@code nextNanos}. */
  record TimedOut(long nextNanos) implements TraceEvent {}

  /**
   * The congestion window: after each loss and time-out, else a sample four times a second while it
   * changes, and every five seconds while it does not.
   *
   * @param windowBytes that may be in flight
   * @param thresholdBytes where slow start ends; 0 before the first loss
   * @param inFlightBytes not acknowledged and not found lost
   * @param roundTripNanos smoothed; 0 before the first sample
   * @param timeoutNanos wait for an acknowledgement
   */
  record Window(
      long windowBytes,
      long thresholdBytes,
      long inFlightBytes,
      long roundTripNanos,
      long timeoutNanos)
      implements TraceEvent {}

  /** Packets come from an address that is not proven yet: it was sent a challenge. */
  record AddressChallenged(Address address) implements TraceEvent {}

  /** Packets go to a new address; {@code isProven} if it echoed a challenge. */
  record AddressChanged(Address from, Address to, boolean isProven) implements TraceEvent {}

  /** A ping, one way or the other. */
  record KeepAlive(Ping ping) implements TraceEvent {}

  /** Something that arrived was dropped. */
  record Dropped(DropReason reason) implements TraceEvent {}

  /**
   * A hello was taken; only of a source without a session.
   *
   * @param wanted the URL or, in hexadecimal digits, the peer id that is looked for
   */
  record HelloReceived(String wanted, HelloReaction reaction) implements TraceEvent {}

  /** A keying chunk was taken; only of a source without a session. */
  record KeyingReceived(KeyingReaction reaction) implements TraceEvent {}

  /** How a loss was found. */
  enum Loss {
    NEGATIVE_ACKNOWLEDGEMENT,
    TIME_OUT
  }

  /** Which part of a keep-alive. */
  enum Ping {
    SENT,
    RECEIVED,
    REPLY_RECEIVED
  }

  /** What a hello leads to. */
  enum HelloReaction {
    ANSWERED,
    REDIRECTED,
    /** It looks for a peer, who was told too. */
    INTRODUCED,
    /** Somebody has to be asked first. */
    HELD,
    IGNORED
  }

  /** What a keying chunk leads to. */
  enum KeyingReaction {
    /** Its cookie was issued to another address: a new one was sent. */
    COOKIE_CHANGED,
    /** Keys are being agreed; the answer goes out with the session's opening. */
    AGREEMENT_BEGUN,
    /** It came again and was answered as before. */
    ANSWERED_AGAIN
  }
}
