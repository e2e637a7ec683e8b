package cumulus.flash.amf;

/** A vector of doubles: AMF3 0f. */
public final class AmfDoubleVector implements AmfVector {
  private final double[] items;
  private final boolean fixed;

  /**
   * A vector of these items.
   *
   * @param owned the items; they belong to the new object from now on
   */
  public AmfDoubleVector(double[] owned, boolean fixed) {
    this.items = owned;
    this.fixed = fixed;
  }

  @Override
  public boolean fixed() {
    return fixed;
  }

  @Override
  public int size() {
    return items.length;
  }

  public double item(int index) {
    return items[index];
  }

  @Override
  public AmfValue get(int index) {
    return new AmfNumber(items[index]);
  }
}
