package cumulus.script.amf;

import cumulus.flash.amf.AmfArray;
import cumulus.flash.amf.AmfBoolean;
import cumulus.flash.amf.AmfByteArray;
import cumulus.flash.amf.AmfDate;
import cumulus.flash.amf.AmfDictionary;
import cumulus.flash.amf.AmfEcmaArray;
import cumulus.flash.amf.AmfExternal;
import cumulus.flash.amf.AmfInteger;
import cumulus.flash.amf.AmfNothing;
import cumulus.flash.amf.AmfNumber;
import cumulus.flash.amf.AmfObject;
import cumulus.flash.amf.AmfObjectVector;
import cumulus.flash.amf.AmfString;
import cumulus.flash.amf.AmfValue;
import cumulus.flash.amf.AmfVector;
import cumulus.flash.amf.AmfXml;
import java.util.ArrayDeque;
import java.util.IdentityHashMap;
import java.util.List;

/** Finds the containers of a message that occur in it more than once. */
final class SharedValues {
  private final IdentityHashMap<AmfValue, Boolean> met = new IdentityHashMap<>();
  private final IdentityHashMap<AmfValue, Integer> shared = new IdentityHashMap<>();
  private final ArrayDeque<AmfValue> open = new ArrayDeque<>();

  private SharedValues() {}

  /** The containers that occur more than once, each with 0. */
  static IdentityHashMap<AmfValue, Integer> of(List<AmfValue> values) {
    var search = new SharedValues();
    values.forEach(search::meet);
    for (AmfValue next = search.open.poll(); next != null; next = search.open.poll()) {
      search.enter(next);
    }
    return search.shared;
  }

  private void meet(AmfValue value) {
    switch (value) {
      case AmfNothing _, AmfBoolean _, AmfNumber _, AmfInteger _, AmfString _, AmfXml _ -> {}
      case AmfByteArray _, AmfDate _, AmfObject _, AmfEcmaArray _, AmfArray _ -> container(value);
      case AmfVector _, AmfDictionary _, AmfExternal _ -> container(value);
    }
  }

  private void container(AmfValue value) {
    if (met.put(value, true) == null) {
      open.add(value);
    } else {
      shared.put(value, 0);
    }
  }

  private void enter(AmfValue container) {
    switch (container) {
      case AmfArray array -> {
        array.properties().values().forEach(this::meet);
        array.dense().forEach(this::meet);
      }
      case AmfObject object -> object.properties().values().forEach(this::meet);
      case AmfEcmaArray array -> array.properties().values().forEach(this::meet);
      case AmfObjectVector vector -> vector.items().forEach(this::meet);
      case AmfDictionary dictionary ->
          dictionary
              .entries()
              .forEach(
                  entry -> {
                    meet(entry.key());
                    meet(entry.value());
                  });
      case AmfExternal external -> {
        if (external.content() instanceof AmfValue inner) {
          meet(inner);
        }
      }
      case AmfVector _, AmfByteArray _, AmfDate _ -> {}
      case AmfNothing _, AmfBoolean _, AmfNumber _, AmfInteger _, AmfString _, AmfXml _ -> {}
    }
  }
}
