package cumulus.rtmfp;

import cumulus.rtmfp.trace.CloseCause;
import cumulus.rtmfp.trace.Trace;
import java.util.List;
import java.util.Optional;

/**
 * One secured session with a far end (RFC 7016 section 3.5). Belongs to the thread that runs its
 * {@link Endpoint}; calls use the time of the endpoint's current turn.
 */
public interface Session {
  /**
   * Session id that the far end writes on packets to us; never 0, unique among live sessions of the
   * endpoint.
   */
  int nearId();

  /** Fingerprint of the far certificate, 32 bytes (a copy): the peer id. */
  byte[] peerId();

  /** Where packets go now; changes when the far end has proven a new address. */
  Address farAddress();

  /** True if we began it. */
  boolean isInitiator();

  /** True from the agreement of keys until either side closes. */
  boolean isOpen();

  /** Our nonce of the key agreement (RFC 7425 section 4.6.5), 32 bytes; only while open. */
  byte[] nearNonce();

  /** The far end's nonce, 32 bytes; only while open. */
  byte[] farNonce();

  /**
   * Opens a flow towards the far end. It exists there with its first message.
   *
   * @param metadata up to 512 bytes that say what the flow is for
   * @param inReturnTo the far end's flow that this one answers
   * @throws IllegalStateException when the session is not open or has its limit of flows
   */
  SendFlow openFlow(
      byte[] metadata, Optional<RecvFlow> inReturnTo, Priority priority, SendFlowListener listener);

  /**
   * Closes in order: asks the far end and lingers until it answers (RFC 7016 section 3.5.5). What
   * is queued is lost.
   */
  void close();

  /** Closes at once, telling the far end so in one packet. */
  void abort();

  /**
   * Ends the session as failed for a reason of ours, told to the listener; the far end sees an
   * abrupt close.
   */
  void fail(CloseCause cause);

  /**
   * Introduces the sender of a hello to the far end, whom it looks for: the far end may answer it
   * at the address the hello came from, and at others it is said to have (FIHello, RFC 7016 section
   * 2.3.3). All go in one packet as far as they fit; the initiator repeats what gets lost.
   */
  void forward(PeerHello hello, List<Address> alsoAt);

  /** Sends an empty ping; an answer proves that the far end lives. */
  void ping();

  /** Time of the last packet that verified, nanoseconds of the endpoint's clock. */
  long lastHeardNanos();

  /** Bytes queued and not yet acknowledged over all flows towards the far end. */
  long queuedBytes();

  /** True if events of the session are told to the endpoint's {@link Trace}. */
  boolean isTraced();

  /** Whether events of the session are told to the endpoint's {@link Trace} from now on. */
  void setTraced(boolean isWanted);

  /** Whether the packets of the session are told to the endpoint's {@link Trace} from now on. */
  void setPacketTraced(boolean isWanted);

  /** SRTT, 0 while unknown. */
  long smoothedRoundTripNanos();

  /** Figures for people and scripts. */
  SessionStatistics statistics();
}
