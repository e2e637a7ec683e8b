package cumulus.flash.amf;

/**
 * One value of AMF0 or AMF3. Containers are mutable and have identity: the same object twice in a
 * value stays one object, and cycles are allowed. Small values are immutable and equal by content.
 */
public sealed interface AmfValue
    permits AmfNothing,
        AmfBoolean,
        AmfNumber,
        AmfInteger,
        AmfString,
        AmfXml,
        AmfDate,
        AmfByteArray,
        AmfNamed,
        AmfVector,
        AmfDictionary,
        AmfExternal {

  static AmfValue of(String text) {
    return AmfString.of(text);
  }

  static AmfValue of(double number) {
    return new AmfNumber(number);
  }

  static AmfValue of(boolean truth) {
    return AmfBoolean.of(truth);
  }

  /** Whether this is null or undefined. */
  default boolean isNothing() {
    return false;
  }

  /** The number if this is one, else the given one. */
  default double numberOr(double other) {
    return other;
  }

  /** The text if this is one, else the given one. */
  default String textOr(String other) {
    return other;
  }

  /** The truth if this is a boolean, else the given one. */
  default boolean booleanOr(boolean other) {
    return other;
  }
}
