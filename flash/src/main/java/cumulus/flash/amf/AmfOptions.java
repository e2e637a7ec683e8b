package cumulus.flash.amf;

/**
 * How values are read and written, beyond what the format settles.
 *
 * @param limits what one message may ask for
 * @param tables how long AMF3 reference tables live
 * @param traitReferences whether the writer names repeated AMF3 traits by reference; the original
 *     server writes them inline always (amf-lua section 2)
 * @param externals who reads and writes the content of externalizable objects
 */
public record AmfOptions(
    AmfLimits limits, Tables tables, boolean traitReferences, AmfExternals externals) {
  /** To and from clients: tables restart at each AMF3 value. */
  public static final AmfOptions CLIENT =
      new AmfOptions(AmfLimits.DEFAULT, Tables.PER_VALUE, false, AmfExternals.FLEX);

  /** On links between servers and in script calls: tables are kept over the message. */
  public static final AmfOptions LINK =
      new AmfOptions(AmfLimits.DEFAULT, Tables.PER_MESSAGE, false, AmfExternals.FLEX);

  /** How long the AMF3 reference tables of a reader live (README 19, amf-lua section 1). */
  public enum Tables {
    /** They restart at each AMF3 value, as Flash does. */
    PER_VALUE,
    /** They are kept from the first AMF3 value of a message to its last. */
    PER_MESSAGE
  }

  public AmfOptions with(AmfLimits other) {
    return new AmfOptions(other, tables, traitReferences, externals);
  }

  public AmfOptions with(AmfExternals other) {
    return new AmfOptions(limits, tables, traitReferences, other);
  }
}
