package cumulus.flash.amf;

import java.util.LinkedHashMap;
import java.util.Map;

/** An associative array of AMF0 (08); in AMF3 an array without a dense part. */
public final class AmfEcmaArray implements AmfNamed {
  private final Map<AmfString, AmfValue> properties = new LinkedHashMap<>();

  /** An empty array. */
  public AmfEcmaArray() {}

  @Override
  public Map<AmfString, AmfValue> properties() {
    return properties;
  }
}
