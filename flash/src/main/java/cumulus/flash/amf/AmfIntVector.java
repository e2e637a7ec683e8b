package cumulus.flash.amf;

/** A vector of 32-bit integers: AMF3 0d, or 0e if they are unsigned. */
public final class AmfIntVector implements AmfVector {
  private final int[] items;
  private final boolean unsigned;
  private final boolean fixed;

  /**
   * A vector of these items.
   *
   * @param owned the items, 32 bits each; they belong to the new object from now on
   */
  public AmfIntVector(int[] owned, boolean unsigned, boolean fixed) {
    this.items = owned;
    this.unsigned = unsigned;
    this.fixed = fixed;
  }

  public boolean unsigned() {
    return unsigned;
  }

  @Override
  public boolean fixed() {
    return fixed;
  }

  @Override
  public int size() {
    return items.length;
  }

  /** The 32 bits of an item. */
  public int bits(int index) {
    return items[index];
  }

  @Override
  public AmfValue get(int index) {
    return unsigned
        ? new AmfNumber(Integer.toUnsignedLong(items[index]))
        : new AmfInteger(items[index]);
  }
}
