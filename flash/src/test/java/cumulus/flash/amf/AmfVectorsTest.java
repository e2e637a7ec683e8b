package cumulus.flash.amf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import cumulus.flash.ByteWriter;
import cumulus.flash.Vectors;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Section H of the vectors. */
final class AmfVectorsTest {
  private static final AmfExternals.Codec EMPTY =
      new AmfExternals.Codec() {
        @Override
        public void read(AmfExternal object, Amf3Reader in) {}

        @Override
        public void write(AmfExternal object, Amf3Writer out) {}
      };

  private static final AmfOptions OPTIONS =
      AmfRows.OPTIONS.with(
          (AmfExternals)
              name -> name.toString().equals("pkg.E") ? Optional.of(EMPTY) : Optional.empty());

  @Test
  void vectorsCheck1_amf3VariableLengthIntegers() throws AmfException {
    for (var vector : Vectors.section("amf3_u29").entrySet()) {
      int value = Integer.parseInt(vector.getKey());
      byte[] bytes = HexFormat.of().parseHex(vector.getValue());
      assertThat(new Amf3Reader(bytes, 0, bytes.length, OPTIONS).u29()).isEqualTo(value);
      var out = new ByteWriter();
      new Amf3Writer(out, OPTIONS, AmfProblems.NONE).u29(value);
      assertThat(out.toByteArray()).isEqualTo(bytes);
    }
  }

  @Test
  void vectorsCheck1_amf3Integers() throws AmfException {
    for (var vector : Vectors.section("amf3_int").entrySet()) {
      checkAmf3(vector.getValue(), new AmfInteger(Integer.parseInt(vector.getKey())));
    }
  }

  @Test
  void vectorsCheck1_amf0() throws AmfException {
    Map<String, String> vectors = new HashMap<>(Vectors.section("amf0"));
    var status = new AmfObject();
    status.put("level", "status");
    status.put("code", "NetConnection.Connect.Success");
    status.put("objectEncoding", 3);
    var values =
        Map.ofEntries(
            Map.entry("number 3.0", new AmfNumber(3)),
            Map.entry("number -0.5", new AmfNumber(-0.5)),
            Map.entry("true", AmfBoolean.TRUE),
            Map.entry("false", AmfBoolean.FALSE),
            Map.entry("string \"é€😀\"", AmfString.of("é€😀")),
            Map.entry("null", AmfNothing.NULL),
            Map.entry("undefined", AmfNothing.UNDEFINED),
            Map.entry("empty object", new AmfObject()),
            Map.entry(
                "object level=status, code=NetConnection.Connect.Success, objectEncoding=3",
                status),
            Map.entry("strict array [1,\"a\"]", AmfArray.of(new AmfNumber(1), AmfString.of("a"))),
            Map.entry("ecma array {a:1}", AmfRows.ecma("a", new AmfNumber(1))),
            Map.entry("date 0 ms", new AmfDate(0)),
            Map.entry("typed object pkg.T {}", AmfObject.typed("pkg.T")));
    for (var value : values.entrySet()) {
      checkAmf0(take(vectors, value.getKey()), value.getValue());
    }
    // Two vectors are parts of values: the head of a long text, a reference to an open object.
    String text = "61".repeat(65536);
    checkAmf0(
        take(vectors, "long string 65536 x \"a\": head") + text, AmfString.of("a".repeat(65536)));
    var inner = new AmfObject();
    inner.put("me", inner);
    checkAmf0(
        "0300016f" + "0300026d65" + take(vectors, "reference 1") + "000009" + "000009",
        AmfRows.object("o", inner));
    assertThat(vectors).isEmpty();
  }

  @Test
  void vectorsCheck1_amf3() throws AmfException {
    Map<String, String> vectors = new HashMap<>(Vectors.section("amf3"));
    var named = new AmfArray();
    named.put("k", "v");
    var sealed = new AmfObject(AmfRows.traits("pkg.T", false, "x"));
    sealed.put("x", new AmfInteger(1));
    var dictionary = new AmfDictionary(false);
    dictionary.put(AmfString.of("a"), new AmfInteger(1));
    AmfString abc = AmfString.of("abc");
    var values =
        Map.ofEntries(
            Map.entry("undefined", AmfNothing.UNDEFINED),
            Map.entry("null", AmfNothing.NULL),
            Map.entry("false", AmfBoolean.FALSE),
            Map.entry("true", AmfBoolean.TRUE),
            Map.entry("string \"\" ", AmfString.EMPTY),
            Map.entry("string \"abc\"", abc),
            Map.entry("double 1.5", new AmfNumber(1.5)),
            Map.entry(
                "array [1,\"abc\",\"abc\"] (second string by reference 0)",
                AmfArray.of(new AmfInteger(1), abc, abc)),
            Map.entry("array [] + assoc k=\"v\"", named),
            Map.entry("dynamic anonymous object {a:1}", AmfRows.object("a", new AmfInteger(1))),
            Map.entry(
                "two of the same dynamic class: [{a:1},{a:2}] second with traits ref 0",
                AmfArray.of(
                    AmfRows.object("a", new AmfInteger(1)),
                    AmfRows.object("a", new AmfInteger(2)))),
            Map.entry("sealed typed pkg.T {x=1}", sealed),
            Map.entry("externalizable pkg.E", new AmfExternal(AmfString.of("pkg.E"))),
            Map.entry("byte array 010203", new AmfByteArray(new byte[] {1, 2, 3})),
            Map.entry("date 0", new AmfDate(0)),
            Map.entry("vector int [1,-1] fixed", new AmfIntVector(new int[] {1, -1}, false, true)),
            Map.entry("vector uint [1]", new AmfIntVector(new int[] {1}, true, false)),
            Map.entry("vector double [1.5]", new AmfDoubleVector(new double[] {1.5}, false)),
            Map.entry("dictionary {\"a\":1} strong", dictionary));
    for (var value : values.entrySet()) {
      checkAmf3(take(vectors, value.getKey()), value.getValue());
    }
    String reference = take(vectors, "object reference 0");
    assertThatExceptionOfType(AmfException.class).isThrownBy(() -> readAmf3(reference));
    var self = new AmfObject();
    self.put("a", self);
    checkAmf3("0a0b010361" + reference + "01", self);

    String marked = take(vectors, "in AMF0: avmplus marker + array [1]");
    AmfValue one = AmfArray.of(new AmfInteger(1));
    assertThat(AmfRows.text(AmfRows.readAmf0(HexFormat.of().parseHex(marked))))
        .isEqualTo(AmfRows.text(one));
    assertThat(AmfRows.hex(AmfRows.writeAmf0(one, AmfStyle.PREFER_AMF3))).isEqualTo(marked);
    assertThat(vectors).isEmpty();
  }

  private static String take(Map<String, String> vectors, String name) {
    String hex = vectors.remove(name);
    assertThat(hex).as(name).isNotNull();
    return String.valueOf(hex);
  }

  private static void checkAmf0(String hex, AmfValue value) throws AmfException {
    AmfValue read = AmfRows.readAmf0(HexFormat.of().parseHex(hex));
    assertThat(AmfRows.text(read)).isEqualTo(AmfRows.text(value));
    assertThat(AmfRows.hex(AmfRows.writeAmf0(value, AmfStyle.AMF0_ONLY))).isEqualTo(hex);
  }

  private static void checkAmf3(String hex, AmfValue value) throws AmfException {
    assertThat(AmfRows.text(readAmf3(hex))).isEqualTo(AmfRows.text(value));
    var out = new ByteWriter();
    new Amf3Writer(out, OPTIONS, AmfProblems.NONE).write(value);
    assertThat(AmfRows.hex(out.toByteArray())).isEqualTo(hex);
  }

  private static AmfValue readAmf3(String hex) throws AmfException {
    byte[] bytes = HexFormat.of().parseHex(hex);
    return new Amf3Reader(bytes, 0, bytes.length, OPTIONS).read();
  }
}
