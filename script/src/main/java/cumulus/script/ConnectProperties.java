package cumulus.script;

import cumulus.flash.amf.AmfArray;
import cumulus.flash.amf.AmfDictionary;
import cumulus.flash.amf.AmfNamed;
import cumulus.flash.amf.AmfString;
import cumulus.flash.amf.AmfValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The names in a table that onConnection returned (lua-api section 9). */
final class ConnectProperties {
  /** Names that a script cannot give. */
  static final Set<String> OURS = Set.of("level", "code", "objectEncoding");

  private ConnectProperties() {}

  /** Its entries by name; elements 1 to n have their numbers as names. */
  static Map<AmfString, AmfValue> of(AmfValue table) {
    var entries = new LinkedHashMap<AmfString, AmfValue>();
    if (table instanceof AmfArray array) {
      for (int i = 0; i < array.dense().size(); i++) {
        entries.put(AmfString.of(Integer.toString(i + 1)), array.dense().get(i));
      }
    }
    if (table instanceof AmfNamed named) {
      entries.putAll(named.properties());
    }
    if (table instanceof AmfDictionary dictionary) {
      for (AmfDictionary.Entry entry : dictionary.entries()) {
        if (entry.key() instanceof AmfString name) {
          entries.put(name, entry.value());
        }
      }
    }
    return entries;
  }
}
