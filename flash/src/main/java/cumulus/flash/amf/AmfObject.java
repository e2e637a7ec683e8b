package cumulus.flash.amf;

import java.util.LinkedHashMap;
import java.util.Map;

/** An object: AMF0 03 and 10, AMF3 0a. Sealed and dynamic properties stand in one map. */
public final class AmfObject implements AmfNamed {
  private final AmfTraits traits;
  private final Map<AmfString, AmfValue> properties = new LinkedHashMap<>();

  /** An anonymous object. */
  public AmfObject() {
    this(AmfTraits.ANONYMOUS);
  }

  public AmfObject(AmfTraits traits) {
    this.traits = traits;
  }

  /** An object of a dynamic class. */
  public static AmfObject typed(String className) {
    return new AmfObject(AmfTraits.named(AmfString.of(className)));
  }

  public AmfTraits traits() {
    return traits;
  }

  /** The name of its class, empty if anonymous. */
  public AmfString className() {
    return traits.className();
  }

  @Override
  public Map<AmfString, AmfValue> properties() {
    return properties;
  }
}
