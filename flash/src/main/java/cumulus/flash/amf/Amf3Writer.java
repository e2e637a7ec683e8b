package cumulus.flash.amf;

import cumulus.flash.ByteWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes AMF3 values (flash-profile section 8.2). The first value of a message refers to texts and
 * objects written before; later ones only where a cycle forces it (README 19).
 */
public final class Amf3Writer {
  private static final int LARGEST_U29 = (1 << 29) - 1;

  private final WriteState state;
  private final ByteWriter out;

  /** Writes bare AMF3 values, without marker 11. */
  public Amf3Writer(ByteWriter out, AmfOptions options, AmfProblems problems) {
    this(new WriteState(out, options, problems));
  }

  Amf3Writer(WriteState state) {
    this.state = state;
    this.out = state.out;
  }

  /** Where raw bytes go, for the codec of an externalizable class. */
  public ByteWriter out() {
    return out;
  }

  /**
   * Writes one value with all that is in it. A value beyond the limits becomes null as a whole, and
   * is reported.
   */
  public void write(AmfValue value) {
    if (!state.isOutermost()) {
      nested(value);
      return;
    }
    WriteState.Mark mark = state.begin();
    writeValue(value);
    if (state.failed()) {
      String reason = state.failure().reason;
      state.rollback(mark);
      out.u8(Amf3.NULL);
      state.problems.report("AMF3 value written as null: " + reason);
    }
  }

  /** Writes the value behind a marker 11. */
  void writeValue(AmfValue value) {
    state.beginAmf3();
    nested(value);
    state.endAmf3();
  }

  private void nested(AmfValue value) {
    if (!state.element()) {
      return;
    }
    switch (value) {
      case AmfNothing.NULL -> out.u8(Amf3.NULL);
      case AmfNothing.UNDEFINED -> out.u8(Amf3.UNDEFINED);
      case AmfBoolean truth -> out.u8(truth.value() ? Amf3.TRUE : Amf3.FALSE);
      case AmfNumber number -> number(number.value());
      case AmfInteger integer -> integer(integer);
      case AmfString text -> {
        out.u8(Amf3.STRING);
        string(text);
      }
      case AmfXml xml -> xml(xml);
      case AmfDate date -> {
        if (starts(Amf3.DATE, date)) {
          u29(1);
          out.f64(date.millis());
          state.closeObject(date);
        }
      }
      case AmfByteArray bytes -> byteArray(bytes);
      case AmfObject object -> object(object);
      case AmfEcmaArray array -> array(array, List.of());
      case AmfArray array -> array(array, array.dense());
      case AmfIntVector vector -> intVector(vector);
      case AmfDoubleVector vector -> doubleVector(vector);
      case AmfObjectVector vector -> objectVector(vector);
      case AmfDictionary dictionary -> dictionary(dictionary);
      case AmfExternal external -> external(external);
    }
  }

  private void number(double value) {
    out.u8(Amf3.DOUBLE);
    out.f64(value);
  }

  private void integer(AmfInteger integer) {
    if (integer.fits()) {
      out.u8(Amf3.INTEGER);
      u29(integer.value());
    } else {
      number(integer.value());
    }
  }

  /** Writes the low 29 bits. */
  void u29(int value) {
    int bits = value & LARGEST_U29;
    if (bits < 1 << 7) {
      out.u8(bits);
    } else if (bits < 1 << 14) {
      out.u16(((bits << 1) & 0x7f00) | 0x8000 | (bits & 0x7f));
    } else if (bits < 1 << 21) {
      out.u8(bits >> 14 | 0x80);
      out.u8(bits >> 7 | 0x80);
      out.u8(bits & 0x7f);
    } else {
      out.u8(bits >> 22 | 0x80);
      out.u8(bits >> 15 | 0x80);
      out.u8(bits >> 8 | 0x80);
      out.u8(bits);
    }
  }

  private void string(AmfString text) {
    int reference = state.stringReference(text);
    if (reference >= 0) {
      u29(reference << 1);
    } else if (state.fits(text.length())) {
      u29(text.length() << 1 | 1);
      text.writeTo(out);
    }
  }

  /** Writes the marker, and a reference if there is one; true if the content is to follow. */
  private boolean starts(int marker, AmfValue object) {
    out.u8(marker);
    int reference = state.objectReference(object);
    if (reference >= 0) {
      u29(reference << 1);
      return false;
    }
    return !state.failed();
  }

  private void xml(AmfXml xml) {
    if (starts(xml.legacy() ? Amf3.XML_DOCUMENT : Amf3.XML, xml)
        && state.fits(xml.text().length())) {
      u29(xml.text().length() << 1 | 1);
      xml.text().writeTo(out);
    }
    state.closeObject(xml);
  }

  private void byteArray(AmfByteArray bytes) {
    if (starts(Amf3.BYTE_ARRAY, bytes) && state.fits(bytes.length())) {
      u29(bytes.length() << 1 | 1);
      bytes.writeTo(out);
      state.closeObject(bytes);
    }
  }

  private void array(AmfNamed array, List<AmfValue> dense) {
    if (!starts(Amf3.ARRAY, array)) {
      return;
    }
    if (state.enter()) {
      u29(dense.size() << 1 | 1);
      dynamicProperties(array.properties(), Set.of());
      for (AmfValue value : dense) {
        nested(value);
      }
    }
    close(array);
  }

  private void object(AmfObject object) {
    if (!starts(Amf3.OBJECT, object)) {
      return;
    }
    if (state.enter()) {
      AmfTraits traits = effectiveTraits(object);
      traits(traits);
      for (AmfString name : traits.sealedNames()) {
        nested(object.properties().getOrDefault(name, AmfNothing.UNDEFINED));
      }
      if (traits.dynamic()) {
        dynamicProperties(object.properties(), new HashSet<>(traits.sealedNames()));
      }
    }
    close(object);
  }

  /** An object of a closed class that was given further properties is written as dynamic. */
  private static AmfTraits effectiveTraits(AmfObject object) {
    AmfTraits traits = object.traits();
    if (traits.dynamic()
        || new HashSet<>(traits.sealedNames()).containsAll(object.properties().keySet())) {
      return traits;
    }
    return new AmfTraits(traits.className(), true, traits.sealedNames());
  }

  private void traits(AmfTraits traits) {
    int reference = state.traitsReference(traits);
    if (reference >= 0) {
      u29(reference << 2 | 1);
      return;
    }
    u29(traits.sealedNames().size() << 4 | (traits.dynamic() ? 0x0b : 0x03));
    string(traits.className());
    traits.sealedNames().forEach(this::string);
  }

  private void dynamicProperties(Map<AmfString, AmfValue> properties, Set<AmfString> sealedNames) {
    for (var property : properties.entrySet()) {
      AmfString name = property.getKey();
      if (sealedNames.contains(name)) {
        continue;
      }
      if (name.isEmpty()) {
        state.problems.report("AMF3 cannot name a property by the empty text: left out");
        continue;
      }
      if (state.element()) {
        string(name);
        nested(property.getValue());
      }
    }
    u29(1);
  }

  private void intVector(AmfIntVector vector) {
    int marker = vector.unsigned() ? Amf3.VECTOR_UINT : Amf3.VECTOR_INT;
    if (starts(marker, vector) && state.fits(vector.size() * 4L)) {
      vectorHead(vector);
      for (int i = 0; i < vector.size(); i++) {
        out.u32(vector.bits(i));
      }
      state.closeObject(vector);
    }
  }

  private void doubleVector(AmfDoubleVector vector) {
    if (starts(Amf3.VECTOR_DOUBLE, vector) && state.fits(vector.size() * 8L)) {
      vectorHead(vector);
      for (int i = 0; i < vector.size(); i++) {
        out.f64(vector.item(i));
      }
      state.closeObject(vector);
    }
  }

  private void objectVector(AmfObjectVector vector) {
    if (!starts(Amf3.VECTOR_OBJECT, vector)) {
      return;
    }
    if (state.enter()) {
      vectorHead(vector);
      string(vector.className());
      for (AmfValue item : vector.items()) {
        nested(item);
      }
    }
    close(vector);
  }

  private void vectorHead(AmfVector vector) {
    u29(vector.size() << 1 | 1);
    out.u8(vector.fixed() ? 1 : 0);
  }

  private void dictionary(AmfDictionary dictionary) {
    if (!starts(Amf3.DICTIONARY, dictionary)) {
      return;
    }
    if (state.enter()) {
      u29(dictionary.entries().size() << 1 | 1);
      out.u8(dictionary.weak() ? 1 : 0);
      for (AmfDictionary.Entry entry : dictionary.entries()) {
        nested(entry.key());
        nested(entry.value());
      }
    }
    close(dictionary);
  }

  private void external(AmfExternal external) {
    if (external.content() instanceof AmfExternalContent content) {
      external(external, () -> content.writeTo(this));
      return;
    }
    var codec = state.options.externals().find(external.className());
    if (codec.isPresent()) {
      external(external, () -> codec.get().write(external, this));
    } else {
      state.problems.report(
          "unknown externalizable class '" + external.className() + "' written as null");
      out.u8(Amf3.NULL);
    }
  }

  private void external(AmfExternal external, Runnable content) {
    if (!starts(Amf3.OBJECT, external)) {
      return;
    }
    if (state.enter()) {
      int reference = state.traitsReference(external.className());
      if (reference >= 0) {
        u29(reference << 2 | 1);
      } else {
        u29(0x07);
        string(external.className());
      }
      content.run();
    }
    close(external);
  }

  /** Writes bytes of an externalizable object, within the limits. */
  void raw(byte[] bytes) {
    if (state.fits(bytes.length)) {
      out.bytes(bytes);
    }
  }

  private void close(AmfValue container) {
    state.leave();
    state.closeObject(container);
  }
}
