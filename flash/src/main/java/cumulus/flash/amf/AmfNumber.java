package cumulus.flash.amf;

/** A double: AMF0 number, AMF3 double. */
public record AmfNumber(double value) implements AmfValue {
  @Override
  public double numberOr(double other) {
    return value;
  }
}
