package cumulus.rtmfp;

/**
 * Every constant of the protocol on one page. Sources: RFC 7016 (R), RFC 7425 (F), what deployed
 * peers do (P), our own choice (O). Times are nanoseconds, sizes bytes.
 */
public final class Params {
  private static final long MILLISECOND = 1_000_000L;
  private static final long SECOND = 1000 * MILLISECOND;

  /** UDP port of RTMFP servers. (F) */
  public static final int DEFAULT_PORT = 1935;

  /** Unit of time-stamps on the wire. (R 2.2.4) */
  public static final long TICK_NANOS = 4 * MILLISECOND;

  /**
   * Largest cipher text of a packet: 74 AES blocks, so that a datagram has at most 1188 bytes. (P)
   */
  public static final int MAX_CIPHER = 1184;

  /** Largest datagram that is looked at. (O) */
  public static final int MAX_DATAGRAM = 8192;

  /**
   * Most data in one fragment, leaving room in a packet for header, chunk header and a small ack.
   * (O)
   */
  public static final int MAX_FRAGMENT = 1152;

  /** Bytes of the tag in a hello. (P: the only length that every peer takes) */
  public static final int TAG_LENGTH = 16;

  /** Longest tag that is answered, so that the answer fits. (O) */
  public static final int MAX_TAG = 128;

  /** Longest cookie that is echoed. (O: peers use 64 and 65 bytes) */
  public static final int MAX_COOKIE = 1024;

  /** Longest endpoint discriminator sent: a URL with its option head. (O) */
  public static final int MAX_DISCRIMINATOR = 2100;

  /** Most addresses in a redirect sent; no initiator tries more than 24. (O) */
  public static final int MAX_REDIRECT = 128;

  /** First repetition of a hello or of keying. (R 3.5.1.1.1) */
  public static final long OPEN_RETRY_NANOS = SECOND;

  /** Each further repetition waits this much longer. (R 3.5.1.1.1) */
  public static final long OPEN_RETRY_GROWTH_NANOS = 1500 * MILLISECOND;

  /** An opening session fails after this. (R 3.5.1.1.1) */
  public static final long OPEN_TIMEOUT_NANOS = 95 * SECOND;

  /** Candidate addresses of an opening session. (R 3.5.1.1.1: REDIRECT_THRESHOLD) */
  public static final int MAX_CANDIDATES = 24;

  /** Longest discriminator and tag of a hello that is passed on to a peer. (O) */
  public static final int MAX_FORWARDED = 256;

  /** Bytes of one introduction: addresses that do not fit are left out. (P) */
  public static final int MAX_INTRODUCTION = 1100;

  /** Introductions of one session waiting to be sent; more are repeated by who asks. (O) */
  public static final int MAX_FORWARDS = 256;

  /** Key agreements with the workers at a time; the others wait in turn. (O) */
  public static final int MAX_AGREEMENTS_AT_WORK = 16;

  /** Most key pairs that are made before they are needed, of each group. (O) */
  public static final int KEY_PAIRS_AHEAD = 256;

  /**
   * So many of them are made at a time: a millisecond that a handshake may have to wait for. (O)
   */
  public static final int KEY_PAIRS_AT_ONCE = 8;

  /** Startup datagrams waiting to be sent. (O) */
  public static final int MAX_STARTUP_QUEUE = 4096;

  /** Packets of a session whose keys we do not have yet. (P) */
  public static final int MAX_EARLY_PACKETS = 18;

  /** A startup packet in fragments is put together within this. (R 2.3.1) */
  public static final long FRAGMENTS_NANOS = 60 * SECOND;

  /** And only while a new fragment comes at least this often. (R 2.3.1) */
  public static final long FRAGMENTS_PROGRESS_NANOS = SECOND;

  /** Largest startup packet put together. (R 2.3.1) */
  public static final int MAX_ASSEMBLED_PACKET = 64 * 1024;

  /** Fragments of one startup packet. (O) */
  public static final int MAX_PACKET_FRAGMENTS = 256;

  /** Startup packets being put together at a time. (O) */
  public static final int MAX_ASSEMBLIES = 64;

  /** What a sender assumes of the receiver before its first ack. (R 3.6.2.2) */
  public static final long INITIAL_RECEIVE_BUFFER = 65536;

  /** Unit of advertised buffers. (R 2.3.13) */
  public static final int BUFFER_BLOCK = 1024;

  /** Advertised by a fresh flow: 16383 blocks, as Flash Player does. (P) */
  public static final long RECEIVE_CAPACITY = 16383L * BUFFER_BLOCK;

  /** Largest buffer advertised. (O) */
  public static final long MAX_RECEIVE_CAPACITY = 1L << 31;

  /** Charged for each fragment held out of order beside its bytes. (O) */
  public static final int FRAGMENT_OVERHEAD = 96;

  /** Separate runs of received sequence numbers that a flow remembers. (O) */
  public static final int MAX_SEQUENCE_RUNS = 4096;

  /** The same of a rejected flow, which holds nothing that a budget counts. (O) */
  public static final int MAX_RUNS_IN_VAIN = 64;

  /** Sequence numbers above this are refused: no honest flow reaches them. (O) */
  public static final long MAX_SEQUENCE = 1L << 60;

  /** Metadata of a flow. (R 2.3.11.1.1) */
  public static final int MAX_METADATA = 512;

  /** Delayed acknowledgement. (R 3.6.3.4.2) */
  public static final long DELAYED_ACK_NANOS = 200 * MILLISECOND;

  /** Packets with user data after which an acknowledgement is not delayed. (R 3.6.3.4.1) */
  public static final int ACK_EVERY_PACKETS = 2;

  /** Negative acknowledgements after which a fragment counts as lost. (R 3.6.2.5) */
  public static final int NAKS_FOR_LOSS = 3;

  /** Measured time-out before the first sample, and the least effective one. (R 3.5.2.2) */
  public static final long MIN_TIMEOUT_NANOS = 250 * MILLISECOND;

  /** Effective time-out before the first sample. (R 3.5.2.2) */
  public static final long INITIAL_TIMEOUT_NANOS = 3 * SECOND;

  /** Most that backing off raises the effective time-out to. (R 3.6.2.6) */
  public static final long MAX_TIMEOUT_NANOS = 10 * SECOND;

  /** Factor of backing off. (R 3.6.2.6) */
  public static final double BACKOFF = 1.4142;

  /** Added to the measured time-out for the far end's delayed acknowledgement. (R 3.5.2.2) */
  public static final long TIMEOUT_SLACK_NANOS = 200 * MILLISECOND;

  /** A received time-stamp older than this is not echoed. (R 3.5.2.2) */
  public static final long ECHO_VALID_NANOS = 128 * SECOND;

  /** Size that congestion control counts in: our largest packet. (R appendix A: SMSS) */
  public static final long SEGMENT = MAX_CIPHER;

  /** Congestion window at the start and after idling. (R appendix A) */
  public static final long CWND_INIT = 3 * SEGMENT;

  /** Congestion window after a time-out with loss. (R appendix A) */
  public static final long CWND_TIMEDOUT = SEGMENT;

  /**
   * Data packets sent back to back without an acknowledgement; then they are paced. (R 3.6.2.3.1)
   */
  public static final int BURST_PACKETS = 6;

  /** Pacing credit that may build up while a timer is late. (O) */
  public static final long PACING_SLACK_NANOS = 4 * MILLISECOND;

  /** How long time critical traffic is remembered. (R 3.5.2.1) */
  public static final long TIME_CRITICAL_NANOS = 800 * MILLISECOND;

  /** First interval of buffer probes. (R 3.6.2.9) */
  public static final long PROBE_NANOS = SECOND;

  /** Longest interval of buffer probes. (R 3.6.2.9) */
  public static final long MAX_PROBE_NANOS = 60 * SECOND;

  /** A close request is repeated at this interval. (R 3.5.5) */
  public static final long CLOSE_RETRY_NANOS = 5 * SECOND;

  /** A close request is given up after this. (R 3.5.5) */
  public static final long NEAR_CLOSE_NANOS = 90 * SECOND;

  /** A session closed by the far end still answers for this long. (R 3.5.5) */
  public static final long FAR_CLOSE_LINGER_NANOS = 19 * SECOND;

  /** A session that we ended at once is remembered for this long. (P) */
  public static final long DEPARTED_NANOS = 19 * SECOND;

  /** What still comes for it is answered no more often than this. (P) */
  public static final long DEPARTED_ANSWER_NANOS = 2 * SECOND;

  /** Such sessions remembered at a time. (O) */
  public static final int MAX_DEPARTED = 1024;

  /** A completed sending flow's id rests for this long. (R 3.6.2.1) */
  public static final long SEND_LINGER_NANOS = 130 * SECOND;

  /** A completed receiving flow still acknowledges for this long. (R 3.6.3.1) */
  public static final long RECEIVE_LINGER_NANOS = 120 * SECOND;

  /** With something outstanding, a session without any ack or ping reply fails after this. (O) */
  public static final long UNREACHABLE_NANOS = 120 * SECOND;

  /**
   * A far end that is silent for this long, while another proves to have its address, is gone. (O:
   * the RFC ignores the other for as long as the old session lives)
   */
  public static final long DISPLACED_NANOS = 5 * SECOND;

  /** With nothing outstanding, this long a silence starts pings. (O) */
  public static final long SILENCE_NANOS = 120 * SECOND;

  /** Interval of those pings. (O) */
  public static final long PING_NANOS = 2 * SECOND;

  /** Unanswered ones that end the session. (O) */
  public static final int MAX_PINGS = 10;

  /** Answers to pings waiting to be sent; more are dropped, as nobody needs them. (O) */
  public static final int MAX_PING_REPLIES = 8;

  /** Longest ping message that is echoed. (O) */
  public static final int MAX_PING_LENGTH = 1024;

  /** A far end's new address is challenged no more often than this. (R 3.5.4.2) */
  public static final long MOBILITY_INTERVAL_NANOS = SECOND;

  /** An older challenge proves nothing. (R 3.5.4.2) */
  public static final long MOBILITY_VALID_NANOS = 120 * SECOND;

  /**
   * Challenges after which a far end that cannot echo may be followed, where that is allowed. (O)
   */
  public static final int MOBILITY_TRIES = 3;

  /** And only if for so long all its packets came from the new address. (O) */
  public static final long MOBILITY_UNPROVEN_NANOS = 3 * SECOND;

  /** Datagrams of one session in one group. (O: fairness between sessions) */
  public static final int MAX_GROUP = 16;

  private Params() {}
}
