package cumulus.rtmfp.flow;

import org.jspecify.annotations.Nullable;

/**
 * One sequence number of a sending flow, from its first transmission until it is acknowledged.
 * Member of its flow's list (by sequence) and, while in flight, of the session's (by time of
 * sending). Recycled.
 */
final class Fragment {
  /** Never null while in use; a recycled fragment has no message. */
  @Nullable Message message;

  @Nullable SendQueue flow;
  long sequence;
  int from;
  int length;
  int kind;
  boolean isAbandoned;
  boolean isFinal;

  boolean isInFlight;
  int naks;
  int chunkBytes;
  long transmission;

  @Nullable Fragment previousInFlow;
  @Nullable Fragment nextInFlow;
  @Nullable Fragment previousInFlight;
  @Nullable Fragment nextInFlight;
}
