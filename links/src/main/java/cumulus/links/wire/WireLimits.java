package cumulus.links.wire;

/** What bounds one link, beside the largest frame, which is configured. */
public final class WireLimits {
  /** Bytes of a handler's name, as its length takes one byte. */
  public static final int NAME_BYTES = 255;

  /** Distinct handler names in one direction of a link: they are remembered as long as it lives. */
  public static final int NAMES = 16_384;

  /** Bytes of a frame before the far end has said hello. */
  public static final int HELLO_BYTES = 64 << 10;

  /** Bytes of a frame before the far end has proved that it knows the secret. */
  public static final int UNPROVEN_BYTES = 1 << 10;

  /** Connection properties of one link. */
  public static final int PROPERTIES = 256;

  /** Bytes of all property names and values of one link. */
  public static final int PROPERTY_BYTES = 16 << 10;

  /** Paths in one announcement of applications. */
  public static final int PATHS = 4_096;

  private WireLimits() {}
}
