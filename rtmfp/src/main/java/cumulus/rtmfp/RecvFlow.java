package cumulus.rtmfp;

import java.util.Optional;
import java.util.function.IntPredicate;

/** A one-way sequence of messages from the far end (RFC 7016 section 3.6.3). */
public interface RecvFlow {
  /** Flow id in the far end's direction. */
  long id();

  Session session();

  /** The metadata it was opened with (a copy). */
  byte[] metadata();

  /** The flow of ours that it answers. */
  Optional<SendFlow> inReturnTo();

  /** Sequence numbers that are behind: what they carried was delivered, is so next, or is lost. */
  long passed();

  /** True while neither rejected nor complete. */
  boolean isOpen();

  /** Refuses the flow with an exception code; nothing more of it is delivered. */
  void reject(long code);

  /** Stops delivery after the message in hand; the far end is slowed by the window of the flow. */
  void suspend();

  /** Goes on delivering, at once for what is held. */
  void resume();

  /**
   * Advertises the least window until it is widened: the far end sends hardly more than what is
   * under way. Unlike {@link #suspend} nothing is held here and the window never closes, which
   * peers of old do not survive.
   */
  void narrow();

  /** Advertises the whole window again, at once. */
  void widen();

  /**
   * Delivers messages of one fragment as they arrive, not in the order of their sequence (receive
   * intent 1); longer ones wait for what is missing before them.
   */
  void deliverOnArrival();

  /**
   * Bounds the wait for a gap. Without it a gap is waited for without limit. After the window the
   * messages touched by the gap are lost and delivery goes on behind it.
   *
   * @param windowNanos 0 takes the bound away
   * @param firstByteAllowed a gap is given up only while the first byte of each message held
   *     satisfies this
   */
  void setReorderWindow(long windowNanos, IntPredicate firstByteAllowed);

  /** Delivers now every whole message held, gaps or not, in order. */
  void deliverHeld();
}
