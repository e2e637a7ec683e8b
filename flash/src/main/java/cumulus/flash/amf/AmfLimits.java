package cumulus.flash.amf;

/**
 * What one message may ask of reader and writer. No count that stands in the bytes is believed
 * before it is compared with the bytes that remain, so what is read costs memory in proportion to
 * what came.
 *
 * @param maxDepth containers inside each other
 * @param maxElements values and property names of one message, all levels together
 * @param maxBytes bytes of one text, ByteArray or vector when reading; bytes of one value with all
 *     that is in it when writing
 */
public record AmfLimits(int maxDepth, int maxElements, int maxBytes) {
  public static final AmfLimits DEFAULT = new AmfLimits(512, 1 << 18, 16 << 20);

  public AmfLimits {
    if (maxDepth < 1) {
      throw new IllegalArgumentException("maxDepth < 1: " + maxDepth);
    }
    if (maxElements < 1) {
      throw new IllegalArgumentException("maxElements < 1: " + maxElements);
    }
    if (maxBytes < 1 || maxBytes > 1 << 28) {
      throw new IllegalArgumentException("maxBytes not in 1 to 2^28: " + maxBytes);
    }
  }
}
