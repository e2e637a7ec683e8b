package cumulus.flash.amf;

import java.util.ArrayList;
import java.util.List;

/** A vector of values of one class: AMF3 10. */
public final class AmfObjectVector implements AmfVector {
  private final AmfString className;
  private final boolean fixed;
  private final List<AmfValue> items = new ArrayList<>();

  /**
   * An empty vector.
   *
   * @param className the class of the items, empty for Object
   */
  public AmfObjectVector(AmfString className, boolean fixed) {
    this.className = className;
    this.fixed = fixed;
  }

  public AmfString className() {
    return className;
  }

  @Override
  public boolean fixed() {
    return fixed;
  }

  @Override
  public int size() {
    return items.size();
  }

  @Override
  public AmfValue get(int index) {
    return items.get(index);
  }

  /** The items; changes go through. */
  public List<AmfValue> items() {
    return items;
  }
}
