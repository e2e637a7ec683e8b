package cumulus.flash.amf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An array: AMF3 09 with a dense and an associative part, or AMF0 0a with a dense part only. */
public final class AmfArray implements AmfNamed {
  private final List<AmfValue> dense;
  private final Map<AmfString, AmfValue> properties = new LinkedHashMap<>();

  public AmfArray() {
    dense = new ArrayList<>();
  }

  AmfArray(int capacity) {
    dense = new ArrayList<>(capacity);
  }

  public static AmfArray of(AmfValue... values) {
    var array = new AmfArray(values.length);
    array.dense.addAll(List.of(values));
    return array;
  }

  /** The elements from index 0; changes go through. */
  public List<AmfValue> dense() {
    return dense;
  }

  /** The associative part. */
  @Override
  public Map<AmfString, AmfValue> properties() {
    return properties;
  }
}
