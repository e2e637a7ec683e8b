package cumulus.flash.amf;

import java.util.ArrayList;
import java.util.List;

/** A Dictionary of AMF3 (11): any values as keys, in order of arrival. */
public final class AmfDictionary implements AmfValue {
  private final boolean weak;
  private final List<Entry> entries = new ArrayList<>();

  /**
   * An empty Dictionary.
   *
   * @param weak whether its keys are held weakly
   */
  public AmfDictionary(boolean weak) {
    this.weak = weak;
  }

  /** A key and its value. */
  public record Entry(AmfValue key, AmfValue value) {}

  public boolean weak() {
    return weak;
  }

  public void put(AmfValue key, AmfValue value) {
    entries.add(new Entry(key, value));
  }

  /** The entries; changes go through. */
  public List<Entry> entries() {
    return entries;
  }
}
