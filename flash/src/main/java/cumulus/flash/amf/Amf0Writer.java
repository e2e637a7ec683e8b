package cumulus.flash.amf;

import cumulus.flash.ByteWriter;
import java.util.List;
import java.util.Map;

/**
 * Writes the values of one message, in AMF0 and behind marker 11 in AMF3 as its style says
 * (flash-profile section 8, amf-lua sections 1 and 2). One writer belongs to one message: it knows
 * which references the reader of that message understands.
 *
 * <p>{@link #write} takes any value. The other methods write one AMF0 item each and trust their
 * caller to open and close objects in order.
 */
public final class Amf0Writer {
  private static final int LARGEST_U16 = 0xffff;

  private final WriteState state;
  private final ByteWriter out;
  private final AmfStyle style;
  private final Amf3Writer amf3;

  /** Writes to a client what is known to be expressible. */
  public Amf0Writer(ByteWriter out, AmfStyle style) {
    this(out, style, AmfOptions.CLIENT, AmfProblems.NONE);
  }

  public Amf0Writer(ByteWriter out, AmfStyle style, AmfOptions options, AmfProblems problems) {
    this.state = new WriteState(out, options, problems);
    this.out = out;
    this.style = style;
    this.amf3 = new Amf3Writer(state);
  }

  /**
   * Writes one value with all that is in it, in the style of this writer. A value beyond the limits
   * becomes null as a whole, and is reported.
   */
  public void write(AmfValue value) {
    WriteState.Mark mark = state.begin();
    nested(value);
    if (state.failure() == WriteState.Failure.CYCLE && style != AmfStyle.AMF0_ONLY) {
      state.rollback(mark);
      amf3(value);
    }
    if (state.failed()) {
      String reason = state.failure().reason;
      state.rollback(mark);
      writeNull();
      state.problems.report("AMF value written as null: " + reason);
    }
  }

  public void writeNumber(double value) {
    out.u8(Amf0.NUMBER);
    out.f64(value);
  }

  public void writeBoolean(boolean value) {
    out.u8(Amf0.BOOLEAN);
    out.u8(value ? 1 : 0);
  }

  public void writeString(String text) {
    writeString(AmfString.of(text));
  }

  /** Writes a text in AMF0, as long string if it is longer than 65535 bytes. */
  public void writeString(AmfString text) {
    if (text.length() > LARGEST_U16) {
      out.u8(Amf0.LONG_STRING);
      out.u32(text.length());
    } else {
      out.u8(Amf0.STRING);
      out.u16(text.length());
    }
    text.writeTo(out);
  }

  public void writeNull() {
    out.u8(Amf0.NULL);
  }

  public void writeUndefined() {
    out.u8(Amf0.UNDEFINED);
  }

  /** Opens an anonymous AMF0 object: names with one value each follow. */
  public void startObject() {
    out.u8(Amf0.OBJECT);
    state.amf0Count++;
  }

  /** Writes the name of the property whose value follows, by the same rule. */
  public boolean writeName(String name) {
    return writeName(AmfString.of(name));
  }

  /**
   * Writes the name of the property whose value follows; false if it has more than 65535 bytes: it
   * is reported, and the property is to be left out.
   */
  public boolean writeName(AmfString name) {
    if (name.length() > LARGEST_U16) {
      state.problems.report("AMF0 property name of " + name.length() + " bytes: left out");
      return false;
    }
    out.u16(name.length());
    name.writeTo(out);
    return true;
  }

  /** Closes what {@link #startObject} opened. */
  public void endObject() {
    out.u16(0);
    out.u8(Amf0.OBJECT_END);
  }

  private void nested(AmfValue value) {
    if (!state.element()) {
      return;
    }
    if (takesAmf3(value)) {
      amf3(value);
      return;
    }
    switch (value) {
      case AmfNothing.NULL -> writeNull();
      case AmfNothing.UNDEFINED -> writeUndefined();
      case AmfBoolean truth -> writeBoolean(truth.value());
      case AmfNumber number -> writeNumber(number.value());
      case AmfInteger integer -> writeNumber(integer.value());
      case AmfString text -> string(text);
      case AmfXml xml -> xml(xml.text());
      case AmfDate date -> {
        out.u8(Amf0.DATE);
        out.f64(date.millis());
        out.u16(date.timezoneMinutes());
      }
      case AmfByteArray bytes -> byteArray(bytes);
      case AmfObject object -> object(object);
      case AmfEcmaArray array -> ecmaArray(array, List.of());
      case AmfArray array -> array(array);
      case AmfVector vector -> vector(vector);
      case AmfDictionary dictionary -> dictionary(dictionary);
      case AmfExternal external -> {
        state.problems.report(
            "AMF0 has no externalizable objects: '" + external.className() + "' written as null");
        writeNull();
      }
    }
  }

  private boolean takesAmf3(AmfValue value) {
    return switch (style) {
      case AMF0_ONLY -> false;
      case PREFER_AMF0 ->
          switch (value) {
            case AmfArray _, AmfByteArray _, AmfVector _, AmfDictionary _, AmfExternal _ -> true;
            case AmfNothing _, AmfBoolean _, AmfNumber _, AmfInteger _ -> false;
            case AmfString _, AmfXml _, AmfDate _, AmfObject _, AmfEcmaArray _ -> false;
          };
      case PREFER_AMF3 ->
          switch (value) {
            case AmfNothing _, AmfBoolean _, AmfNumber _ -> false;
            case AmfInteger integer -> integer.fits();
            case AmfString _, AmfXml _, AmfDate _, AmfByteArray _ -> true;
            case AmfNamed _, AmfVector _, AmfDictionary _, AmfExternal _ -> true;
          };
    };
  }

  private void amf3(AmfValue value) {
    out.u8(Amf0.AVMPLUS);
    amf3.writeValue(value);
  }

  private void string(AmfString text) {
    if (state.fits(text.length())) {
      writeString(text);
    }
  }

  private void xml(AmfString text) {
    if (state.fits(text.length())) {
      out.u8(Amf0.XML_DOCUMENT);
      out.u32(text.length());
      text.writeTo(out);
    }
  }

  private void byteArray(AmfByteArray bytes) {
    if (state.fits(bytes.length())) {
      boolean isLong = bytes.length() > LARGEST_U16;
      out.u8(isLong ? Amf0.LONG_STRING : Amf0.STRING);
      if (isLong) {
        out.u32(bytes.length());
      } else {
        out.u16(bytes.length());
      }
      bytes.writeTo(out);
    }
  }

  private void object(AmfObject object) {
    if (!opens(object)) {
      return;
    }
    AmfString className = object.className();
    if (className.isEmpty() || className.length() > LARGEST_U16) {
      out.u8(Amf0.OBJECT);
    } else {
      out.u8(Amf0.TYPED_OBJECT);
      out.u16(className.length());
      className.writeTo(out);
    }
    properties(object.properties());
    endObject();
    close(object);
  }

  private void ecmaArray(AmfNamed array, List<AmfValue> dense) {
    if (!opens(array)) {
      return;
    }
    out.u8(Amf0.ECMA_ARRAY);
    out.u32(array.properties().size() + dense.size());
    for (int i = 0; i < dense.size(); i++) {
      property(AmfString.of(Integer.toString(i)), dense.get(i));
    }
    properties(array.properties());
    endObject();
    close(array);
  }

  private void array(AmfArray array) {
    if (!array.properties().isEmpty()) {
      ecmaArray(array, array.dense());
    } else if (opens(array)) {
      out.u8(Amf0.STRICT_ARRAY);
      out.u32(array.dense().size());
      for (AmfValue value : array.dense()) {
        nested(value);
      }
      close(array);
    }
  }

  private void vector(AmfVector vector) {
    if (opens(vector)) {
      out.u8(Amf0.STRICT_ARRAY);
      out.u32(vector.size());
      for (int i = 0; i < vector.size(); i++) {
        nested(vector.get(i));
      }
      close(vector);
    }
  }

  private void dictionary(AmfDictionary dictionary) {
    if (!opens(dictionary)) {
      return;
    }
    out.u8(Amf0.OBJECT);
    for (AmfDictionary.Entry entry : dictionary.entries()) {
      if (entry.key() instanceof AmfString name) {
        property(name, entry.value());
      } else {
        state.problems.report("AMF0 has no Dictionary: an entry whose key is no text is left out");
      }
    }
    endObject();
    close(dictionary);
  }

  private void properties(Map<AmfString, AmfValue> properties) {
    properties.forEach(this::property);
  }

  private void property(AmfString name, AmfValue value) {
    if (state.element() && state.fits(name.length()) && writeName(name)) {
      nested(value);
    }
  }

  /** Counts a container; false if it is open already, then a reference was written or it failed. */
  private boolean opens(AmfValue container) {
    Integer open = state.openAmf0.get(container);
    if (open == null) {
      state.openAmf0.put(container, state.amf0Count++);
      return state.enter();
    }
    if (style == AmfStyle.AMF0_ONLY && open <= LARGEST_U16) {
      out.u8(Amf0.REFERENCE);
      out.u16(open);
    } else {
      state.fail(WriteState.Failure.CYCLE);
    }
    return false;
  }

  private void close(AmfValue container) {
    state.leave();
    state.openAmf0.remove(container);
  }
}
