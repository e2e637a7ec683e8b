package cumulus.flash.amf;

import cumulus.flash.ByteWriter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Values and their bytes: one table that decoding, encoding, truncation and mutation share. */
final class AmfRows {
  /** Bytes and value; AMF3 rows are bare, without marker 11. */
  record Row(String hex, AmfValue value) {
    byte[] bytes() {
      return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    @Override
    public String toString() {
      return hex;
    }
  }

  /** Also uses traits by reference, so that every form of reference is in the table. */
  static final AmfOptions OPTIONS =
      new AmfOptions(AmfLimits.DEFAULT, AmfOptions.Tables.PER_VALUE, true, AmfExternals.FLEX);

  private AmfRows() {}

  static List<Row> amf0() {
    var rows = new ArrayList<Row>();
    rows.add(new Row("00 4008000000000000", new AmfNumber(3)));
    rows.add(new Row("00 7ff8000000000000", new AmfNumber(Double.NaN)));
    rows.add(new Row("01 01", AmfBoolean.TRUE));
    rows.add(new Row("01 00", AmfBoolean.FALSE));
    rows.add(new Row("02 0000", AmfString.EMPTY));
    rows.add(new Row("02 0009 c3a9 e282ac f09f9880", AmfString.of("é€😀")));
    rows.add(new Row("02 0003 610062", AmfString.of("a\0b")));
    rows.add(new Row("05", AmfNothing.NULL));
    rows.add(new Row("06", AmfNothing.UNDEFINED));
    rows.add(new Row("03 000009", new AmfObject()));
    rows.add(
        new Row(
            "03 0001 61 003ff0000000000000 0001 62 03 0001 63 05 000009 000009",
            object("a", new AmfNumber(1), "b", object("c", AmfNothing.NULL))));
    rows.add(new Row("03 0000 05 000009", object("", AmfNothing.NULL)));
    rows.add(new Row("08 00000001 0001 61 003ff0000000000000 000009", ecma("a", new AmfNumber(1))));
    rows.add(
        new Row(
            "0a 00000002 003ff0000000000000 020001 61",
            AmfArray.of(new AmfNumber(1), AmfString.of("a"))));
    rows.add(new Row("0b c08f400000000000 ffc4", new AmfDate(-1000, -60)));
    rows.add(new Row("0f 00000004 3c612f3e", new AmfXml(AmfString.of("<a/>"), true)));
    var cat = AmfObject.typed("Cat");
    cat.put("x", 1);
    rows.add(new Row("10 0003 436174 0001 78 003ff0000000000000 000009", cat));
    var self = new AmfObject();
    self.put("me", self);
    rows.add(new Row("03 0002 6d65 070000 000009", self));
    return rows;
  }

  static List<Row> amf3() {
    var rows = new ArrayList<Row>();
    rows.add(new Row("00", AmfNothing.UNDEFINED));
    rows.add(new Row("01", AmfNothing.NULL));
    rows.add(new Row("02", AmfBoolean.FALSE));
    rows.add(new Row("03", AmfBoolean.TRUE));
    for (var integer :
        List.of("0400:0", "047f:127", "048100:128", "04ffffffff:-1", "04c0808000:-268435456")) {
      String[] halves = integer.split(":", -1);
      rows.add(new Row(halves[0], new AmfInteger(Integer.parseInt(halves[1]))));
    }
    rows.add(new Row("05 3ff8000000000000", new AmfNumber(1.5)));
    rows.add(new Row("06 01", AmfString.EMPTY));
    rows.add(new Row("06 07 616263", AmfString.of("abc")));
    rows.add(new Row("07 09 3c612f3e", new AmfXml(AmfString.of("<a/>"), true)));
    rows.add(new Row("0b 09 3c612f3e", new AmfXml(AmfString.of("<a/>"), false)));
    rows.add(new Row("08 01 c08f400000000000", new AmfDate(-1000)));
    rows.add(new Row("0c 07 010203", new AmfByteArray(new byte[] {1, 2, 3})));
    rows.add(new Row("0d 05 01 00000001 ffffffff", new AmfIntVector(ints(1, -1), false, true)));
    rows.add(new Row("0e 03 00 ffffffff", new AmfIntVector(ints(-1), true, false)));
    rows.add(new Row("0f 03 00 3ff8000000000000", new AmfDoubleVector(new double[] {1.5}, false)));
    rows.addAll(amf3Containers());
    rows.addAll(amf3References());
    return rows;
  }

  private static List<Row> amf3Containers() {
    var rows = new ArrayList<Row>();
    rows.add(new Row("09 01 01", new AmfArray()));
    var mixed = AmfArray.of(new AmfInteger(10), new AmfInteger(20));
    mixed.put("x", new AmfInteger(1));
    rows.add(new Row("09 05 03 78 0401 01 040a 0414", mixed));
    rows.add(new Row("0a 0b 01 03 61 0401 01", object("a", new AmfInteger(1))));
    var sealed = new AmfObject(traits("pkg.T", false, "x"));
    sealed.put("x", new AmfInteger(1));
    rows.add(new Row("0a 13 0b 706b672e54 03 78 0401", sealed));
    var both = new AmfObject(traits("T", true, "x"));
    both.put("x", new AmfInteger(1));
    both.put("y", new AmfInteger(2));
    rows.add(new Row("0a 1b 03 54 03 78 0401 03 79 0402 01", both));
    var vector = new AmfObjectVector(AmfString.of("T"), false);
    vector.items().add(AmfNothing.NULL);
    vector.items().add(AmfBoolean.TRUE);
    rows.add(new Row("10 05 00 03 54 01 03", vector));
    var dictionary = new AmfDictionary(true);
    dictionary.put(AmfString.of("a"), new AmfInteger(1));
    dictionary.put(object("k", AmfNothing.NULL), AmfBoolean.TRUE);
    rows.add(new Row("11 05 01 06 03 61 0401 0a 0b 01 03 6b 01 01 03", dictionary));
    var collection = new AmfExternal(AmfString.of("flex.messaging.io.ArrayCollection"));
    collection.setContent(AmfArray.of(new AmfInteger(1), AmfString.of("a")));
    String name = HexFormat.of().formatHex(collection.className().toByteArray());
    rows.add(new Row("0a 07 43" + name + "09 05 01 0401 06 03 61", collection));
    return rows;
  }

  private static List<Row> amf3References() {
    var rows = new ArrayList<Row>();
    rows.add(
        new Row(
            "09 07 01 0401 06 07 616263 06 00",
            AmfArray.of(new AmfInteger(1), AmfString.of("abc"), AmfString.of("abc"))));
    rows.add(
        new Row(
            "09 05 01 0a 0b 01 03 61 0401 01 0a 01 00 0402 01",
            AmfArray.of(object("a", new AmfInteger(1)), object("a", new AmfInteger(2)))));
    var shared = new AmfDate(0);
    var bytes = new AmfByteArray(new byte[0]);
    rows.add(
        new Row(
            "09 09 01 08 01 0000000000000000 08 02 0c 01 0c 04",
            AmfArray.of(shared, shared, bytes, bytes)));
    var self = new AmfArray();
    self.dense().add(self);
    rows.add(new Row("09 03 01 09 00", self));
    var around = new AmfDictionary(false);
    around.put(around, around);
    rows.add(new Row("11 03 00 11 00 11 00", around));
    var collection = new AmfExternal(AmfString.of("flex.messaging.io.ObjectProxy"));
    collection.setContent(collection);
    String name = HexFormat.of().formatHex(collection.className().toByteArray());
    rows.add(new Row("0a 07 3b" + name + "0a 00", collection));
    return rows;
  }

  static AmfTraits traits(String name, boolean dynamic, String... sealedNames) {
    var names = new ArrayList<AmfString>();
    for (String sealedName : sealedNames) {
      names.add(AmfString.of(sealedName));
    }
    return new AmfTraits(AmfString.of(name), dynamic, names);
  }

  static AmfObject object(Object... namesAndValues) {
    return fill(new AmfObject(), namesAndValues);
  }

  static AmfEcmaArray ecma(Object... namesAndValues) {
    return fill(new AmfEcmaArray(), namesAndValues);
  }

  private static <T extends AmfNamed> T fill(T target, Object... namesAndValues) {
    for (int i = 0; i < namesAndValues.length; i += 2) {
      target.put((String) namesAndValues[i], (AmfValue) namesAndValues[i + 1]);
    }
    return target;
  }

  private static int[] ints(int... items) {
    return items;
  }

  /** The value as text; equal texts are equal values of equal shape. */
  static String text(AmfValue value) {
    return AmfText.of(value, 1 << 20);
  }

  static byte[] writeAmf0(AmfValue value, AmfStyle style) {
    var out = new ByteWriter();
    new Amf0Writer(out, style, OPTIONS, AmfRows::unexpected).write(value);
    return out.toByteArray();
  }

  static byte[] writeAmf3(AmfValue value) {
    var out = new ByteWriter();
    new Amf3Writer(out, OPTIONS, AmfRows::unexpected).write(value);
    return out.toByteArray();
  }

  static AmfValue readAmf0(byte[] bytes) throws AmfException {
    return new Amf0Reader(bytes, 0, bytes.length, OPTIONS).read();
  }

  static AmfValue readAmf3(byte[] bytes) throws AmfException {
    return new Amf3Reader(bytes, 0, bytes.length, OPTIONS).read();
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static void unexpected(String problem) {
    throw new AssertionError(problem);
  }
}
