package cumulus.flash.amf;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.flash.ByteWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which format a value takes, and what becomes of values a format or a limit cannot hold. */
final class AmfStyleTest {
  private final List<String> problems = new ArrayList<>();

  /** A value and its bytes in the three styles. */
  record Choice(AmfValue value, String preferAmf3, String preferAmf0, String amf0Only) {}

  static List<Choice> choices() {
    var dated = new AmfDate(905989690435.0);
    String date = "426a5e2632886000";
    var named = AmfArray.of(new AmfInteger(10));
    named.put("x", new AmfInteger(1));
    String ten = "004024000000000000";
    String one = "003ff0000000000000";
    var big = "0041b0000000000000";
    return List.of(
        new Choice(AmfNothing.NULL, "05", "05", "05"),
        new Choice(AmfNothing.UNDEFINED, "06", "06", "06"),
        new Choice(AmfBoolean.TRUE, "0101", "0101", "0101"),
        new Choice(new AmfInteger(1), "110401", one, one),
        new Choice(new AmfInteger(1 << 28), big, big, big),
        new Choice(new AmfNumber(1), one, one, one),
        new Choice(AmfString.of("a"), "11060361", "02000161", "02000161"),
        new Choice(
            AmfArray.of(new AmfInteger(10)), "11090301040a", "11090301040a", "0a00000001" + ten),
        new Choice(
            named,
            "110903037804" + "0101040a",
            "110903037804" + "0101040a",
            "0800000002" + "000130" + ten + "000178" + one + "000009"),
        new Choice(
            AmfRows.object("x", new AmfInteger(1)),
            "110a0b010378040101",
            "03000178" + one + "000009",
            "03000178" + one + "000009"),
        new Choice(dated, "110801" + date, "0b" + date + "0000", "0b" + date + "0000"),
        new Choice(new AmfByteArray(new byte[] {97, 98}), "110c056162", "110c056162", "0200026162"),
        new Choice(
            AmfObject.typed("Cat"), "110a0b0743617401", "100003436174000009", "100003436174000009"),
        new Choice(
            new AmfIntVector(new int[] {10}, false, false),
            "110d03000000000a",
            "110d03000000000a",
            "0a00000001" + ten));
  }

  @ParameterizedTest
  @MethodSource("choices")
  void eachStyleHasItsForm(Choice choice) {
    assertThat(AmfRows.hex(AmfRows.writeAmf0(choice.value, AmfStyle.PREFER_AMF3)))
        .isEqualTo(choice.preferAmf3);
    assertThat(AmfRows.hex(AmfRows.writeAmf0(choice.value, AmfStyle.PREFER_AMF0)))
        .isEqualTo(choice.preferAmf0);
    assertThat(AmfRows.hex(AmfRows.writeAmf0(choice.value, AmfStyle.AMF0_ONLY)))
        .isEqualTo(choice.amf0Only);
  }

  @Test
  void amfLuaCheck19_pureAmf0HasNoAmf3AnywhereInIt() throws AmfException {
    var dictionary = new AmfDictionary(false);
    dictionary.put(AmfString.of("a"), new AmfInteger(1));
    dictionary.put(new AmfInteger(1), new AmfInteger(1));
    var named = AmfArray.of(new AmfInteger(1));
    named.put("x", new AmfInteger(2));
    var typed = AmfObject.typed("T");
    typed.put("list", AmfArray.of(new AmfByteArray(new byte[] {97})));
    byte[] bytes =
        write(
            AmfOptions.CLIENT,
            AmfStyle.AMF0_ONLY,
            AmfArray.of(new AmfInteger(1), new AmfInteger(2)),
            AmfRows.object("x", new AmfInteger(1)),
            named,
            new AmfDate(0),
            new AmfByteArray(new byte[] {97, 98}),
            dictionary,
            typed,
            new AmfExternal(AmfString.of("flex.messaging.io.ArrayCollection")));
    assertThat(AmfRows.hex(bytes)).doesNotContain("11");
    List<AmfValue> read = new Amf0Reader(bytes, 0, bytes.length).readAll();
    assertThat(read.stream().map(AmfRows::text))
        .containsExactly(
            "[1.0,2.0]",
            "{x:1.0}",
            "ecma{0:1.0,x:2.0}",
            "Date(0.0)",
            "\"ab\"",
            "{a:1.0}",
            "T{list:[\"a\"]}",
            "null");
    assertThat(problems).hasSize(2);
    assertThat(problems.getFirst()).contains("key is no text");
    assertThat(problems.getLast()).contains("ArrayCollection");
  }

  @Test
  void amf3InsideAmf0ObjectsChoosesAgain() {
    var object = AmfRows.object("l", new AmfArray());
    assertThat(AmfRows.hex(AmfRows.writeAmf0(object, AmfStyle.PREFER_AMF0)))
        .isEqualTo("0300016c11090101000009");
  }

  @Test
  void longTextsAndByteArraysAreLongStrings() throws AmfException {
    AmfString text = AmfString.of("x".repeat(65536));
    byte[] bytes = AmfRows.writeAmf0(text, AmfStyle.AMF0_ONLY);
    assertThat(AmfRows.hex(bytes)).startsWith("0c00010000");
    assertThat(AmfRows.readAmf0(bytes)).isEqualTo(text);
    byte[] asText = AmfRows.writeAmf0(new AmfByteArray(new byte[65536]), AmfStyle.AMF0_ONLY);
    assertThat(AmfRows.hex(asText)).startsWith("0c00010000");
  }

  @Test
  void aValueBeyondALimitIsNullAsAWholeAndReported() {
    AmfValue deep = AmfNothing.NULL;
    for (int i = 0; i < 600; i++) {
      deep = AmfArray.of(deep);
    }
    for (AmfStyle style : AmfStyle.values()) {
      problems.clear();
      byte[] bytes = write(AmfOptions.CLIENT, style, AmfBoolean.TRUE, deep, AmfBoolean.TRUE);
      assertThat(AmfRows.hex(bytes)).isEqualTo("0101" + "05" + "0101");
      assertThat(problems).hasSize(1).allMatch(problem -> problem.contains("too deep"));
    }
  }

  /** In full a chain of doubled objects would grow to 2^200 values. */
  @Test
  void doubledObjectsCannotMakeAMessageGrowWithoutEnd() {
    AmfValue doubled = AmfNothing.NULL;
    for (int i = 0; i < 200; i++) {
      doubled = AmfRows.object("a", doubled, "b", doubled);
    }
    byte[] bytes = write(AmfOptions.CLIENT, AmfStyle.AMF0_ONLY, doubled, AmfBoolean.TRUE);
    assertThat(AmfRows.hex(bytes)).isEqualTo("05" + "0101");
    assertThat(problems).hasSize(1).allMatch(problem -> problem.contains("too many"));
  }

  @Test
  void repeatedLargeTextsCannotMakeAMessageGrowWithoutEnd() {
    AmfString large = AmfString.of("x".repeat(1 << 20));
    var many = new AmfArray();
    for (int i = 0; i < 100; i++) {
      many.dense().add(large);
    }
    byte[] bytes = write(AmfOptions.CLIENT, AmfStyle.AMF0_ONLY, many);
    assertThat(AmfRows.hex(bytes)).isEqualTo("05");
    assertThat(problems).hasSize(1).allMatch(problem -> problem.contains("too large"));
  }

  @Test
  void aFailedFirstValueLeavesReferencesToTheNext() throws AmfException {
    AmfString text = AmfString.of("a");
    var unwritable = new AmfArray();
    unwritable.dense().addAll(List.of(text, text));
    for (int i = 0; i < 600; i++) {
      unwritable = AmfArray.of(unwritable);
    }
    byte[] bytes =
        write(AmfOptions.LINK, AmfStyle.PREFER_AMF3, unwritable, AmfArray.of(text, text));
    assertThat(AmfRows.hex(bytes)).isEqualTo("05" + "11" + "09050106" + "03610600");
    assertThat(AmfRows.text(new Amf0Reader(bytes, 1, bytes.length - 1).read()))
        .isEqualTo("[\"a\",\"a\"]");
  }

  @Test
  void emptyNamesCannotStandInAmf3() {
    var object = AmfRows.object("", AmfBoolean.TRUE, "x", AmfBoolean.TRUE);
    assertThat(AmfRows.hex(write(AmfOptions.CLIENT, AmfStyle.PREFER_AMF3, object)))
        .isEqualTo("110a0b0103780301");
    assertThat(problems).hasSize(1);
  }

  @Test
  void overlongNamesCannotStandInAmf0() {
    var object = AmfRows.object("n".repeat(65536), AmfBoolean.TRUE, "x", AmfBoolean.TRUE);
    assertThat(AmfRows.hex(write(AmfOptions.CLIENT, AmfStyle.AMF0_ONLY, object)))
        .isEqualTo("030001780101000009");
    assertThat(problems).hasSize(1);
  }

  @Test
  void aClosedClassWithFurtherPropertiesIsWrittenAsDynamic() throws AmfException {
    var object = new AmfObject(AmfRows.traits("T", false, "x"));
    object.put("y", new AmfInteger(2));
    byte[] bytes = AmfRows.writeAmf3(object);
    assertThat(AmfRows.text(AmfRows.readAmf3(bytes))).isEqualTo("T dynamic [x]{x:undefined,y:2}");
  }

  private byte[] write(AmfOptions options, AmfStyle style, AmfValue... values) {
    var out = new ByteWriter();
    var writer = new Amf0Writer(out, style, options, problems::add);
    for (AmfValue value : values) {
      writer.write(value);
    }
    return out.toByteArray();
  }
}
