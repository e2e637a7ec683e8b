package cumulus.flash.amf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import cumulus.flash.ByteWriter;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Reading rules that the tables do not show. */
final class AmfReadingTest {
  @Test
  void amfLuaCheck13_sealedMembersAndTraitsByReferenceDecode() throws AmfException {
    assertThat(AmfRows.text(read("11 0a 13 07 43 61 74 03 78 04 01").getFirst()))
        .isEqualTo("Cat sealed [x]{x:1}");
    var pair = (AmfArray) read("11 09 05 01 0a 13 07 43 61 74 03 78 04 01 0a 01 04 02").getFirst();
    assertThat(pair.dense().stream().map(cat -> ((AmfObject) cat).className() + AmfRows.text(cat)))
        .containsExactly("CatCat sealed [x]{x:1}", "CatCat sealed [x]{x:2}");
  }

  @Test
  void amfLuaCheck14_longStringOf100000BytesDecodes() throws AmfException {
    var out = new ByteWriter();
    out.u8(0x0c);
    out.u32(100_000);
    out.bytes(new byte[100_000]);
    out.u8(5);
    var in = new Amf0Reader(out.array(), 0, out.length());
    assertThat(((AmfString) in.read()).length()).isEqualTo(100_000);
    assertThat(in.read()).isEqualTo(AmfNothing.NULL);
  }

  @Test
  void amfLuaCheck15_xmlAndVectorsDecodeAndWhatFollowsIsIntact() throws AmfException {
    List<AmfValue> values =
        read("0f 00000002 3c3e  11 07 05 3c3e  11 0b 05 3c3e  11 0d 05 00 00000001 00000002  0101");
    assertThat(values.stream().limit(3).map(value -> value.textOr("none")))
        .containsExactly("<>", "<>", "<>");
    var vector = (AmfVector) values.get(3);
    assertThat(List.of(vector.get(0), vector.get(1)))
        .containsExactly(new AmfInteger(1), new AmfInteger(2));
    assertThat(values.get(4)).isEqualTo(AmfBoolean.TRUE);
  }

  @Test
  void textsLeaveAsTheyCameWhateverTheyAre() throws AmfException {
    String notUtf8 = "020003ff00fe";
    AmfValue text = read(notUtf8).getFirst();
    assertThat(AmfRows.hex(AmfRows.writeAmf0(text, AmfStyle.AMF0_ONLY))).isEqualTo(notUtf8);
  }

  @Test
  void unsupportedIsUndefined() throws AmfException {
    assertThat(read("0d 05")).containsExactly(AmfNothing.UNDEFINED, AmfNothing.NULL);
  }

  @Test
  void theCountOfAnEcmaArrayIsNotBelieved() throws AmfException {
    assertThat(AmfRows.text(read("08 ffffffff 0001 61 05 000009").getFirst()))
        .isEqualTo("ecma{a:null}");
  }

  @Test
  void unknownTypesAreRefused() {
    for (String hex : List.of("04", "0e", "12", "ff", "1112", "11ff", "1107")) {
      assertThatExceptionOfType(AmfException.class).isThrownBy(() -> read(hex));
    }
  }

  @Test
  void namesAndNumbersAreReadInEitherFormat() throws AmfException {
    byte[] bytes = bytes("020001 61 11060361 003ff0000000000000 110401 11 053ff8000000000000 05");
    var in = new Amf0Reader(bytes, 0, bytes.length);
    assertThat(in.readText()).hasToString("a");
    assertThat(in.readText()).hasToString("a");
    assertThat(in.readNumber()).isEqualTo(1);
    assertThat(in.readNumber()).isEqualTo(1);
    assertThat(in.readNumber()).isEqualTo(1.5);
    assertThatExceptionOfType(AmfException.class).isThrownBy(in::readText);
  }

  @Test
  void unknownExternalizableClassesAreRefusedByName() {
    assertThatExceptionOfType(AmfException.class)
        .isThrownBy(() -> read("11 0a 07 0b 706b672e45 0401"))
        .withMessageContaining("'pkg.E'");
  }

  /** A class that writes a 16-bit number and then a value; the value shares the tables around. */
  private static final class Pair implements AmfExternals.Codec {
    @Override
    public void read(AmfExternal object, Amf3Reader in) throws AmfException {
      int number = in.input().u16();
      object.setContent(AmfArray.of(new AmfInteger(number), in.read()));
    }

    @Override
    public void write(AmfExternal object, Amf3Writer out) {
      var content = (AmfArray) object.content();
      out.out().u16((int) content.dense().getFirst().numberOr(0));
      out.write(content.dense().getLast());
    }
  }

  @Test
  void anExternalizableClassReadsAndWritesItself() throws AmfException {
    var options =
        AmfOptions.CLIENT.with(
            (AmfExternals)
                name ->
                    name.toString().equals("pkg.E") ? Optional.of(new Pair()) : Optional.empty());
    String hex = "11 09 05 01 06 03 61 0a 07 0b 706b672e45 0102 06 00".replace(" ", "");
    byte[] bytes = bytes(hex);
    AmfValue read = new Amf0Reader(bytes, 0, bytes.length, options).read();
    assertThat(AmfRows.text(read)).isEqualTo("[\"a\",external pkg.E([258,\"a\"])]");
    var out = new ByteWriter();
    new Amf0Writer(out, AmfStyle.PREFER_AMF3, options, AmfProblems.NONE).write(read);
    assertThat(AmfRows.hex(out.toByteArray())).isEqualTo(hex);
  }

  @Test
  void conveniencesAnswerForEveryKind() {
    assertThat(AmfValue.of(2).numberOr(0)).isEqualTo(2);
    assertThat(AmfValue.of("x").numberOr(7)).isEqualTo(7);
    assertThat(AmfValue.of("x").textOr("")).isEqualTo("x");
    assertThat(AmfValue.of(true).booleanOr(false)).isTrue();
    assertThat(AmfNothing.NULL.booleanOr(true)).isTrue();
    assertThat(new AmfObject().get("none").isNothing()).isTrue();
  }

  private static List<AmfValue> read(String hex) throws AmfException {
    byte[] bytes = bytes(hex);
    return new Amf0Reader(bytes, 0, bytes.length).readAll();
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }
}
