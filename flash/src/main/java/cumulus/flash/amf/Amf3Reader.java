package cumulus.flash.amf;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads AMF3 values (flash-profile section 8.2). Three tables are filled while reading and referred
 * to by index: texts that are not empty, objects (also arrays, dates, byte arrays, XML, vectors and
 * dictionaries), and traits.
 */
public final class Amf3Reader {
  private final AmfInput in;
  private final AmfOptions options;
  private final List<AmfString> strings = new ArrayList<>();
  private final List<AmfValue> objects = new ArrayList<>();
  private final List<Shape> classes = new ArrayList<>();

  /** Traits as they stand in the table; externalizable ones have no properties. */
  private record Shape(AmfTraits traits, boolean externalizable) {}

  /** Reads bare AMF3 values, without marker 11; they share their tables. */
  public Amf3Reader(byte[] bytes, int offset, int length, AmfOptions options) {
    this(new AmfInput(bytes, offset, length, options.limits()), options);
  }

  Amf3Reader(AmfInput in, AmfOptions options) {
    this.in = in;
    this.options = options;
  }

  /** Where raw bytes come from, for the codec of an externalizable class. */
  public AmfInput input() {
    return in;
  }

  /** Reads the value behind a marker 11. */
  AmfValue readRestarting() throws AmfException {
    if (options.tables() == AmfOptions.Tables.PER_VALUE) {
      strings.clear();
      objects.clear();
      classes.clear();
    }
    return read();
  }

  /** Reads one value with all that is in it. */
  public AmfValue read() throws AmfException {
    in.element();
    int marker = in.u8();
    return switch (marker) {
      case Amf3.UNDEFINED -> AmfNothing.UNDEFINED;
      case Amf3.NULL -> AmfNothing.NULL;
      case Amf3.FALSE -> AmfBoolean.FALSE;
      case Amf3.TRUE -> AmfBoolean.TRUE;
      case Amf3.INTEGER -> new AmfInteger(u29() << 3 >> 3);
      case Amf3.DOUBLE -> new AmfNumber(in.f64());
      case Amf3.STRING -> string();
      default -> complex(marker, u29());
    };
  }

  private AmfValue complex(int marker, int header) throws AmfException {
    if (marker < Amf3.XML_DOCUMENT || marker > Amf3.DICTIONARY) {
      throw in.malformed("unknown AMF3 type " + marker);
    }
    int rest = header >> 1;
    if ((header & 1) == 0) {
      return entry(objects, rest, "object");
    }
    return switch (marker) {
      case Amf3.XML_DOCUMENT -> keep(new AmfXml(in.text(rest), true));
      case Amf3.XML -> keep(new AmfXml(in.text(rest), false));
      case Amf3.DATE -> keep(new AmfDate(in.f64()));
      case Amf3.BYTE_ARRAY -> keep(new AmfByteArray(in.bytes(rest)));
      case Amf3.ARRAY -> array(rest);
      case Amf3.OBJECT -> object(rest);
      case Amf3.VECTOR_INT -> intVector(rest, false);
      case Amf3.VECTOR_UINT -> intVector(rest, true);
      case Amf3.VECTOR_DOUBLE -> doubleVector(rest);
      case Amf3.VECTOR_OBJECT -> objectVector(rest);
      default -> dictionary(rest);
    };
  }

  /** A variable-length integer: 7 bits in each of the first three bytes, 8 in the fourth. */
  int u29() throws AmfException {
    int value = 0;
    for (int i = 0; i < 3; i++) {
      int next = in.u8();
      value = value << 7 | (next & 0x7f);
      if (next < 0x80) {
        return value;
      }
    }
    return value << 8 | in.u8();
  }

  private AmfString string() throws AmfException {
    int header = u29();
    if ((header & 1) == 0) {
      return entry(strings, header >> 1, "string");
    }
    AmfString text = in.text(header >> 1);
    if (!text.isEmpty()) {
      strings.add(text);
    }
    return text;
  }

  private AmfArray array(int count) throws AmfException {
    var array = keep(new AmfArray());
    in.enter();
    dynamicProperties(array.properties());
    in.count(count, 1);
    for (int i = 0; i < count; i++) {
      array.dense().add(read());
    }
    in.leave();
    return array;
  }

  /** Bits of the header, the lowest gone: 1 traits inline, 2 externalizable, 4 dynamic, count. */
  private AmfValue object(int header) throws AmfException {
    Shape type = (header & 1) == 0 ? entry(classes, header >> 1, "traits") : traits(header);
    return type.externalizable() ? external(type.traits().className()) : object(type.traits());
  }

  private Shape traits(int header) throws AmfException {
    boolean externalizable = (header & 2) != 0;
    AmfString className = string();
    int count = externalizable ? 0 : in.count(header >> 3, 1);
    var names = new ArrayList<AmfString>(Math.min(count, 64));
    for (int i = 0; i < count; i++) {
      in.element();
      names.add(string());
    }
    var type = new Shape(new AmfTraits(className, (header & 4) != 0, names), externalizable);
    classes.add(type);
    return type;
  }

  private AmfObject object(AmfTraits traits) throws AmfException {
    var object = keep(new AmfObject(traits));
    in.enter();
    for (AmfString name : traits.sealedNames()) {
      object.properties().put(name, read());
    }
    if (traits.dynamic()) {
      dynamicProperties(object.properties());
    }
    in.leave();
    return object;
  }

  private void dynamicProperties(Map<AmfString, AmfValue> target) throws AmfException {
    for (AmfString name = string(); !name.isEmpty(); name = string()) {
      in.element();
      target.put(name, read());
    }
  }

  private AmfExternal external(AmfString className) throws AmfException {
    Optional<AmfExternals.Codec> codec = options.externals().find(className);
    if (codec.isEmpty()) {
      throw in.malformed("unknown externalizable class '" + className + "'");
    }
    var object = keep(new AmfExternal(className));
    in.enter();
    codec.get().read(object, this);
    in.leave();
    return object;
  }

  private AmfIntVector intVector(int count, boolean unsigned) throws AmfException {
    boolean fixed = in.u8() != 0;
    var items = new int[in.count(count, 4)];
    for (int i = 0; i < count; i++) {
      items[i] = in.i32();
    }
    return keep(new AmfIntVector(items, unsigned, fixed));
  }

  private AmfDoubleVector doubleVector(int count) throws AmfException {
    boolean fixed = in.u8() != 0;
    var items = new double[in.count(count, 8)];
    for (int i = 0; i < count; i++) {
      items[i] = in.f64();
    }
    return keep(new AmfDoubleVector(items, fixed));
  }

  private AmfObjectVector objectVector(int count) throws AmfException {
    boolean fixed = in.u8() != 0;
    var vector = new AmfObjectVector(string(), fixed);
    keep(vector);
    in.enter();
    in.count(count, 1);
    for (int i = 0; i < count; i++) {
      vector.items().add(read());
    }
    in.leave();
    return vector;
  }

  private AmfDictionary dictionary(int count) throws AmfException {
    var dictionary = keep(new AmfDictionary(in.u8() != 0));
    in.enter();
    in.count(count, 2);
    for (int i = 0; i < count; i++) {
      AmfValue key = read();
      dictionary.put(key, read());
    }
    in.leave();
    return dictionary;
  }

  private <T extends AmfValue> T keep(T object) {
    objects.add(object);
    return object;
  }

  private <T> T entry(List<T> table, int index, String kind) throws AmfException {
    if (index >= table.size()) {
      throw in.malformed(kind + " reference " + index + " of " + table.size());
    }
    return table.get(index);
  }
}
