package cumulus.flash.amf;

/**
 * An integer of AMF3. The format has 29 bits, so values outside -2^28 to 2^28 - 1 are written as
 * doubles; AMF0 knows doubles only.
 */
public record AmfInteger(int value) implements AmfValue {
  static final int SMALLEST = -(1 << 28);
  static final int LARGEST = (1 << 28) - 1;

  /** Whether AMF3 can say this as an integer. */
  public boolean fits() {
    return value >= SMALLEST && value <= LARGEST;
  }

  @Override
  public double numberOr(double other) {
    return value;
  }
}
