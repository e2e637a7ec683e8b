package cumulus.flash.amf;

import java.util.List;

/**
 * The class of an object as AMF3 describes it.
 *
 * @param className its name, empty for anonymous objects
 * @param dynamic whether an object may have further properties
 * @param sealedNames the properties every object of the class has, in order
 */
public record AmfTraits(AmfString className, boolean dynamic, List<AmfString> sealedNames) {
  /** A plain object: no name, no sealed property. */
  public static final AmfTraits ANONYMOUS = new AmfTraits(AmfString.EMPTY, true, List.of());

  public AmfTraits {
    sealedNames = List.copyOf(sealedNames);
  }

  /** A dynamic class without sealed properties, the only kind AMF0 knows. */
  public static AmfTraits named(AmfString className) {
    return className.isEmpty() ? ANONYMOUS : new AmfTraits(className, true, List.of());
  }
}
