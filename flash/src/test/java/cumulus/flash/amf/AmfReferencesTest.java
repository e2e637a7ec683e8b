package cumulus.flash.amf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import cumulus.flash.ByteWriter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who may refer to what (README 19, amf-lua section 1). */
final class AmfReferencesTest {
  private final List<String> problems = new ArrayList<>();

  @Test
  void onlyTheFirstAmf3ValueOfAMessageRefersToTexts() {
    AmfString text = AmfString.of("a");
    AmfValue twice = AmfArray.of(text, text);
    assertThat(hex(AmfOptions.CLIENT, AmfStyle.PREFER_AMF3, twice, text, twice))
        .isEqualTo("11 0905010603610600  11 060361  11 090501060361060361".replace(" ", ""));
  }

  @Test
  void onlyTheFirstAmf3ValueOfAMessageRefersToObjects() {
    var shared = AmfRows.object("x", new AmfInteger(1));
    AmfValue twice = AmfArray.of(shared, shared);
    assertThat(hex(AmfOptions.CLIENT, AmfStyle.PREFER_AMF3, twice, twice, shared))
        .isEqualTo(
            "11 090501 0a0b01037804010 1 0a02 11 090501 0a0b0103780401 01 0a0b0103780401 01 "
                    .replace(" ", "")
                + "11 0a0b0103780401 01".replace(" ", ""));
  }

  @Test
  void aLaterCycleIsCountedFromItsValueToClients() throws AmfException {
    var self = new AmfArray();
    self.dense().add(self);
    byte[] bytes = write(AmfOptions.CLIENT, AmfStyle.PREFER_AMF3, self, self);
    assertThat(AmfRows.hex(bytes)).isEqualTo("1109030109001109030109 00".replace(" ", ""));
    assertCycles(new Amf0Reader(bytes, 0, bytes.length, AmfOptions.CLIENT));
  }

  @Test
  void aLaterCycleIsCountedOverTheMessageOnLinks() throws AmfException {
    var self = new AmfArray();
    self.dense().add(self);
    byte[] bytes = write(AmfOptions.LINK, AmfStyle.PREFER_AMF3, self, self);
    assertThat(AmfRows.hex(bytes)).isEqualTo("1109030109001109030109 02".replace(" ", ""));
    assertCycles(new Amf0Reader(bytes, 0, bytes.length, AmfOptions.LINK));
  }

  private static void assertCycles(Amf0Reader in) throws AmfException {
    for (AmfValue value : in.readAll()) {
      assertThat(((AmfArray) value).dense()).containsExactly(value);
    }
  }

  @Test
  void duplicatesOfALaterValueAreCountedOnLinks() throws AmfException {
    var leaf = new AmfArray();
    var self = new AmfArray();
    self.dense().addAll(List.of(leaf, leaf, self));
    byte[] bytes = write(AmfOptions.LINK, AmfStyle.PREFER_AMF3, new AmfArray(), self, self);
    List<AmfValue> read = new Amf0Reader(bytes, 0, bytes.length, AmfOptions.LINK).readAll();
    for (AmfValue value : read.subList(1, 3)) {
      assertThat(((AmfArray) value).dense().get(2)).isSameAs(value);
    }
  }

  @Test
  void readerTablesRestartOrAreKept() throws AmfException {
    byte[] bytes = HexFormat.of().parseHex("110603611106 00".replace(" ", ""));
    assertThat(new Amf0Reader(bytes, 0, bytes.length, AmfOptions.LINK).readAll())
        .containsExactly(AmfString.of("a"), AmfString.of("a"));
    var client = new Amf0Reader(bytes, 0, bytes.length, AmfOptions.CLIENT);
    assertThat(client.read()).isEqualTo(AmfString.of("a"));
    assertThatExceptionOfType(AmfException.class)
        .isThrownBy(client::read)
        .withMessageContaining("string reference 0 of 0");
  }

  @Test
  void amf0ReferencesCountAllContainersOfTheMessage() throws AmfException {
    String hex = "03000009 0800000000000009 0a00000000 10000154000009 070000 070001 070002 070003";
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    List<AmfValue> values = new Amf0Reader(bytes, 0, bytes.length).readAll();
    assertThat(values.subList(4, 8)).hasSize(4);
    for (int i = 0; i < 4; i++) {
      assertThat(values.get(4 + i)).isSameAs(values.get(i));
    }
  }

  @Test
  void pureAmf0RepeatsInFullAndRefersOnlyInCycles() throws AmfException {
    var shared = new AmfObject();
    assertThat(hex(AmfOptions.CLIENT, AmfStyle.AMF0_ONLY, AmfArray.of(shared, shared), shared))
        .isEqualTo("0a000000020300000903000009" + "03000009");
    var self = new AmfArray();
    self.dense().addAll(List.of(shared, self));
    byte[] bytes = write(AmfOptions.CLIENT, AmfStyle.AMF0_ONLY, shared, self);
    assertThat(AmfRows.hex(bytes)).isEqualTo("03000009" + "0a0000000203000009070001");
    var read = (AmfArray) new Amf0Reader(bytes, 0, bytes.length).readAll().get(1);
    assertThat(read.dense().get(1)).isSameAs(read);
  }

  @Test
  void aCyclicValueSwitchesToAmf3WhereAmf0IsPreferred() throws AmfException {
    var self = new AmfObject();
    self.put("list", AmfArray.of(self));
    byte[] bytes = write(AmfOptions.CLIENT, AmfStyle.PREFER_AMF0, new AmfObject(), self);
    var read = (AmfObject) new Amf0Reader(bytes, 0, bytes.length).readAll().get(1);
    assertThat(((AmfArray) read.get("list")).dense()).containsExactly(read);
    assertThat(AmfRows.hex(bytes)).startsWith("03000009110a");
    assertThat(problems).isEmpty();
  }

  /** One value of 1000 entries out of 200 objects: indexes need two bytes from 64 on. */
  @Test
  void amfLuaCheck17_referencesAbove63AreCorrectInsideTheValue() throws AmfException {
    var distinct = new ArrayList<AmfObject>();
    var all = new AmfArray();
    for (int i = 0; i < 1000; i++) {
      if (i < 200) {
        distinct.add(AmfRows.object("n", new AmfInteger(i)));
      }
      all.dense().add(distinct.get(i * 7 % distinct.size()));
    }
    byte[] bytes = write(AmfOptions.CLIENT, AmfStyle.PREFER_AMF3, all);
    var read = (AmfArray) new Amf0Reader(bytes, 0, bytes.length).read();
    assertThat(AmfRows.text(read)).isEqualTo(AmfRows.text(all));
    assertThat(bytes.length).isLessThan(6000);
  }

  @Test
  void traitsAreWrittenInlineUnlessAskedFor() {
    AmfValue two = AmfArray.of(new AmfObject(), new AmfObject());
    assertThat(hex(AmfOptions.CLIENT, AmfStyle.PREFER_AMF3, two))
        .isEqualTo("11090501" + "0a0b0101" + "0a0b0101");
    assertThat(hex(AmfRows.OPTIONS, AmfStyle.PREFER_AMF3, two))
        .isEqualTo("11090501" + "0a0b0101" + "0a0101");
  }

  private String hex(AmfOptions options, AmfStyle style, AmfValue... values) {
    return AmfRows.hex(write(options, style, values));
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
