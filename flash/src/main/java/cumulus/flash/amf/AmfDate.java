package cumulus.flash.amf;

/**
 * A point in time.
 *
 * @param millis milliseconds since 1970, UTC; negative before
 * @param timezoneMinutes the offset field of AMF0, 0 from every known sender; AMF3 has none
 */
public record AmfDate(double millis, int timezoneMinutes) implements AmfValue {
  public AmfDate(double millis) {
    this(millis, 0);
  }
}
