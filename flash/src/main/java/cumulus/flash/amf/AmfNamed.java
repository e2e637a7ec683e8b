package cumulus.flash.amf;

import java.util.Map;

/** What has values by name, in order: objects and arrays. */
public sealed interface AmfNamed extends AmfValue permits AmfObject, AmfEcmaArray, AmfArray {
  /** The values by name, in order of arrival; changes go through. */
  Map<AmfString, AmfValue> properties();

  /** The value of that name, undefined if there is none. */
  default AmfValue get(String name) {
    return properties().getOrDefault(AmfString.of(name), AmfNothing.UNDEFINED);
  }

  default void put(String name, AmfValue value) {
    properties().put(AmfString.of(name), value);
  }

  default void put(String name, String text) {
    put(name, AmfString.of(text));
  }

  default void put(String name, double number) {
    put(name, new AmfNumber(number));
  }
}
