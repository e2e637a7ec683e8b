package cumulus.flash.amf;

import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * A value as one line of text, for logs and for comparing values of equal shape. A container met
 * again is named {@code #n} by the order in which containers appear, so cycles end.
 */
public final class AmfText {
  private final StringBuilder text = new StringBuilder();
  private final IdentityHashMap<AmfValue, Integer> seen = new IdentityHashMap<>();
  private final int maxChars;

  private AmfText(int maxChars) {
    this.maxChars = maxChars;
  }

  /** The text, cut off with "..." beyond so many characters. */
  public static String of(AmfValue value, int maxChars) {
    var writer = new AmfText(maxChars);
    writer.append(value);
    if (writer.isFull()) {
      writer.text.setLength(maxChars);
      writer.text.append("...");
    }
    return writer.text.toString();
  }

  private boolean isFull() {
    return text.length() > maxChars;
  }

  private void append(AmfValue value) {
    if (isFull()) {
      return;
    }
    switch (value) {
      case AmfNothing.NULL -> text.append("null");
      case AmfNothing.UNDEFINED -> text.append("undefined");
      case AmfBoolean truth -> text.append(truth.value());
      case AmfNumber number -> text.append(number.value());
      case AmfInteger integer -> text.append(integer.value());
      case AmfString string -> quote(string);
      case AmfXml xml -> {
        text.append(xml.legacy() ? "XMLDocument" : "XML");
        quote(xml.text());
      }
      case AmfDate date -> text.append("Date(").append(date.millis()).append(')');
      case AmfByteArray bytes -> text.append(hex(bytes));
      case AmfObject object -> object(object);
      case AmfEcmaArray array -> {
        if (isNew(array)) {
          text.append("ecma");
          properties(array);
        }
      }
      case AmfArray array -> array(array);
      case AmfVector vector -> vector(vector);
      case AmfDictionary dictionary -> dictionary(dictionary);
      case AmfExternal external -> {
        if (isNew(external)) {
          text.append("external ").append(external.className()).append('(');
          appendContent(external.content());
          text.append(')');
        }
      }
    }
  }

  private void appendContent(Object content) {
    if (content instanceof AmfValue value) {
      append(value);
    } else {
      text.append(content.getClass().getSimpleName());
    }
  }

  private boolean isNew(AmfValue container) {
    Integer number = seen.putIfAbsent(container, seen.size());
    if (number != null) {
      text.append('#').append(number);
    }
    return number == null;
  }

  private void quote(AmfString string) {
    text.append('"').append(string).append('"');
  }

  private String hex(AmfByteArray bytes) {
    byte[] all = bytes.toByteArray();
    return "<" + HexFormat.of().formatHex(all, 0, Math.min(all.length, maxChars)) + ">";
  }

  private void object(AmfObject object) {
    if (!isNew(object)) {
      return;
    }
    AmfTraits traits = object.traits();
    text.append(traits.className());
    if (!traits.sealedNames().isEmpty() || !traits.dynamic()) {
      text.append(traits.dynamic() ? " dynamic " : " sealed ").append(traits.sealedNames());
    }
    properties(object);
  }

  private void properties(AmfNamed named) {
    text.append('{');
    String separator = "";
    for (Map.Entry<AmfString, AmfValue> property : named.properties().entrySet()) {
      text.append(separator).append(property.getKey()).append(':');
      append(property.getValue());
      separator = ",";
      if (isFull()) {
        return;
      }
    }
    text.append('}');
  }

  private void array(AmfArray array) {
    if (!isNew(array)) {
      return;
    }
    items(array.dense());
    if (!array.properties().isEmpty()) {
      properties(array);
    }
  }

  private void items(Iterable<AmfValue> items) {
    text.append('[');
    String separator = "";
    for (AmfValue item : items) {
      text.append(separator);
      append(item);
      separator = ",";
      if (isFull()) {
        return;
      }
    }
    text.append(']');
  }

  private void vector(AmfVector vector) {
    if (!isNew(vector)) {
      return;
    }
    text.append(vector.fixed() ? "fixed " : "");
    text.append(
        switch (vector) {
          case AmfIntVector ints -> ints.unsigned() ? "uint" : "int";
          case AmfDoubleVector _ -> "double";
          case AmfObjectVector objects -> "object " + objects.className();
        });
    text.append('[');
    for (int i = 0; i < vector.size() && !isFull(); i++) {
      text.append(i == 0 ? "" : ",");
      append(vector.get(i));
    }
    text.append(']');
  }

  private void dictionary(AmfDictionary dictionary) {
    if (!isNew(dictionary)) {
      return;
    }
    text.append(dictionary.weak() ? "weak " : "").append("dictionary{");
    for (AmfDictionary.Entry entry : dictionary.entries()) {
      append(entry.key());
      text.append("->");
      append(entry.value());
      text.append(';');
      if (isFull()) {
        return;
      }
    }
    text.append('}');
  }
}
