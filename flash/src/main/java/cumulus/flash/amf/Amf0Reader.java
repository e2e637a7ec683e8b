package cumulus.flash.amf;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the AMF0 values of one message; a value behind marker 11 is AMF3 (flash-profile section
 * 8.1). References count objects, typed objects, ECMA and strict arrays of the whole message, from
 * 0.
 */
public final class Amf0Reader {
  private final AmfInput in;
  private final AmfOptions options;
  private final List<AmfValue> containers = new ArrayList<>();
  private @Nullable Amf3Reader amf3;

  /** Reads what a client sent. */
  public Amf0Reader(byte[] bytes, int offset, int length) {
    this(bytes, offset, length, AmfOptions.CLIENT);
  }

  public Amf0Reader(byte[] bytes, int offset, int length, AmfOptions options) {
    this.in = new AmfInput(bytes, offset, length, options.limits());
    this.options = options;
  }

  /** Whether bytes are left. */
  public boolean hasMore() {
    return in.remaining() > 0;
  }

  /** Where the next value starts, as an index of the array. */
  public int position() {
    return in.position();
  }

  /** Reads one value with all that is in it. */
  public AmfValue read() throws AmfException {
    in.element();
    int marker = in.u8();
    return switch (marker) {
      case Amf0.NUMBER -> new AmfNumber(in.f64());
      case Amf0.BOOLEAN -> AmfBoolean.of(in.u8() != 0);
      case Amf0.STRING -> in.text(in.u16());
      case Amf0.OBJECT -> object(new AmfObject());
      case Amf0.NULL -> AmfNothing.NULL;
      case Amf0.UNDEFINED, Amf0.UNSUPPORTED -> AmfNothing.UNDEFINED;
      case Amf0.REFERENCE -> reference(in.u16());
      case Amf0.ECMA_ARRAY -> ecmaArray();
      case Amf0.STRICT_ARRAY -> strictArray();
      case Amf0.DATE -> new AmfDate(in.f64(), (short) in.u16());
      case Amf0.LONG_STRING -> in.text(in.count(in.u32(), 1));
      case Amf0.XML_DOCUMENT -> new AmfXml(in.text(in.count(in.u32(), 1)), true);
      case Amf0.TYPED_OBJECT -> object(new AmfObject(AmfTraits.named(in.text(in.u16()))));
      case Amf0.AVMPLUS -> amf3().readRestarting();
      default -> throw in.malformed("unknown AMF0 type " + marker);
    };
  }

  /** Reads all values that are left. */
  public List<AmfValue> readAll() throws AmfException {
    var values = new ArrayList<AmfValue>();
    while (hasMore()) {
      values.add(read());
    }
    return values;
  }

  /** Reads a value that must be a text, such as the name of a command. */
  public AmfString readText() throws AmfException {
    if (read() instanceof AmfString text) {
      return text;
    }
    throw in.malformed("no text where a name belongs");
  }

  /** Reads a value that must be a number, such as a transaction id. */
  public double readNumber() throws AmfException {
    return switch (read()) {
      case AmfNumber number -> number.value();
      case AmfInteger integer -> integer.value();
      case AmfValue _ -> throw in.malformed("no number where one belongs");
    };
  }

  private Amf3Reader amf3() {
    if (amf3 == null) {
      amf3 = new Amf3Reader(in, options);
    }
    return amf3;
  }

  private AmfValue reference(int index) throws AmfException {
    if (index >= containers.size()) {
      throw in.malformed("reference " + index + " of " + containers.size());
    }
    return containers.get(index);
  }

  private AmfObject object(AmfObject object) throws AmfException {
    properties(object);
    return object;
  }

  private AmfEcmaArray ecmaArray() throws AmfException {
    in.u32(); // a hint that senders fill with anything
    var array = new AmfEcmaArray();
    properties(array);
    return array;
  }

  private void properties(AmfNamed target) throws AmfException {
    containers.add(target);
    in.enter();
    Map<AmfString, AmfValue> properties = target.properties();
    while (true) {
      AmfString name = in.text(in.u16());
      if (name.isEmpty() && in.peek() == Amf0.OBJECT_END) {
        in.u8();
        in.leave();
        return;
      }
      in.element();
      properties.put(name, read());
    }
  }

  private AmfArray strictArray() throws AmfException {
    int count = in.count(in.u32(), 1);
    var array = new AmfArray();
    containers.add(array);
    in.enter();
    for (int i = 0; i < count; i++) {
      array.dense().add(read());
    }
    in.leave();
    return array;
  }
}
