package cumulus.flash.group;

/**
 * Kinds of flows between members, by the third byte of their metadata "GR", and the types of the
 * messages on them, their first byte (netgroup section 3). These messages have no RTMP header.
 */
public final class PeerMessageType {
  /** Flow, in return to the far report flow: what a member has of a stream and wants of it. */
  public static final int FLOW_MEDIA_CONTROL = 0x11;

  /** Flow, in return to the requester's media control flow: fragments of a stream. */
  public static final int FLOW_MEDIA = 0x12;

  /** Flow, in return to the far report flow: keys of posts. */
  public static final int FLOW_POST_KEYS = 0x18;

  /** Flow, in return to the far report flow: posts. */
  public static final int FLOW_POSTS = 0x19;

  /** Flow, one in each direction and without association: admission and reports. */
  public static final int FLOW_REPORT = 0x1c;

  /** Flow of routed messages; their format is unknown. */
  public static final int FLOW_ROUTED = 0x1d;

  /** Report flow: {@link Admission}. */
  public static final int ADMISSION = 0x01;

  /** Report flow: sent once after admission, alone; what it says is unknown. */
  public static final int ADMITTED = 0x02;

  /** Report flow: {@link GroupReport}. */
  public static final int REPORT = 0x0a;

  /** Report flow: asks the neighbour to be let go; refusing is silence. */
  public static final int LET_GO = 0x0c;

  /** Report flow: begin, send your first report. */
  public static final int BEGIN = 0x0e;

  /** The same from a member that receives directed messages for the nearest address. */
  public static final int BEGIN_NEAREST = 0x0f;

  /** Media control: {@link MediaOffer}, or the end of the stream. */
  public static final int OFFER = 0x21;

  /** Media control: {@link FragmentMap}. */
  public static final int MAP = 0x22;

  /** Media control: one byte, push me every fragment whose id modulo 8 has its bit set. */
  public static final int PUSH_MASK = 0x23;

  /** Media control: a number, send me this fragment. */
  public static final int PULL = 0x2b;

  /** Post keys: an 8-byte key, I have this post. */
  public static final int POST_HAVE = 0x30;

  /** Post keys: an 8-byte key, send me this post. */
  public static final int POST_WANT = 0x3a;

  private PeerMessageType() {}
}
