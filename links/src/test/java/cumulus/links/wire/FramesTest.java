package cumulus.links.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cumulus.flash.ByteWriter;
import cumulus.flash.MalformedException;
import cumulus.flash.amf.Amf0Writer;
import cumulus.flash.amf.AmfInteger;
import cumulus.flash.amf.AmfObject;
import cumulus.flash.amf.AmfOptions;
import cumulus.flash.amf.AmfProblems;
import cumulus.flash.amf.AmfString;
import cumulus.flash.amf.AmfStyle;
import cumulus.flash.amf.AmfValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The frames measured on the original, made and read. */
class FramesTest {
  private static final Hello PORT = new Hello("", 19351, Map.of());
  private static final Hello ADDRESS = new Hello("127.0.0.1:19352", 0, Map.of());

  private static byte[] values(AmfValue... values) {
    var out = new ByteWriter();
    var writer = new Amf0Writer(out, AmfStyle.PREFER_AMF3, AmfOptions.LINK, AmfProblems.NONE);
    List.of(values).forEach(writer::write);
    return out.toByteArray();
  }

  private static byte[] call(LinkSender sender, String name, AmfValue... values) {
    return Bytes.of(sender.call(AmfString.of(name), values(values)).orElseThrow());
  }

  @Test
  void multiServerCheck5_helloTellsThePort() {
    assertThat(Bytes.of(new LinkSender().hello(PORT)))
        .isEqualTo(Bytes.hex("00 00 00 05 | 00 00 | 00 4b 97"));
  }

  @Test
  void multiServerCheck5_helloTellsThePublicAddress() {
    assertThat(Bytes.of(new LinkSender().hello(ADDRESS)))
        .isEqualTo(Bytes.hex("00 00 00 13 | 00 00 | 01 0f 3132372e302e302e313a3139333532"));
  }

  @Test
  void multiServerCheck5_helloTellsThePropertiesOfTheInitiator() throws MalformedException {
    var properties = new LinkedHashMap<AmfString, AmfString>();
    properties.put(AmfString.of("type"), AmfString.of("master"));
    properties.put(AmfString.of("b"), AmfString.EMPTY);
    byte[] bytes = Bytes.of(new LinkSender().hello(new Hello("", 1935, properties)));
    assertThat(bytes)
        .isEqualTo(
            Bytes.hex("00 00 00 14 | 00 00 | 00 07 8f | 04 74797065 06 6d6173746572 | 01 62 00"));
    var in = new Parts(bytes);
    in.bytes(6);
    assertThat(Hello.read(in)).isEqualTo(new Hello("", 1935, properties));
  }

  @Test
  void multiServerCheck5_namesTravelOnceInFullThenByNumber() {
    var sender = new LinkSender();
    var table = new AmfObject();
    table.properties().put(AmfString.of("x"), new AmfInteger(1));
    assertThat(Bytes.of(sender.applications(List.of(""))))
        .isEqualTo(Bytes.hex("00 00 00 03 | 01 2e | 00"));
    assertThat(call(sender, "hi", new AmfInteger(1), AmfValue.of("two"), table))
        .isEqualTo(
            Bytes.hex(
                "00 00 00 15 | 02 68 69 | 11 04 01 11 06 07 74 77 6f 11 0a 0b 01 03 78 04 01 01"));
    assertThat(call(sender, "hi", new AmfInteger(2)))
        .isEqualTo(Bytes.hex("00 00 00 05 | 00 02 | 11 04 02"));
    assertThat(call(sender, "bc", AmfValue.of(true)))
        .isEqualTo(Bytes.hex("00 00 00 05 | 02 62 63 | 01 01"));
    assertThat(call(sender, "nonexist")).isEqualTo(Bytes.hex("00 00 00 09 | 08 6e6f6e6578697374"));
    assertThat(Bytes.of(sender.applications(List.of("/a"))))
        .isEqualTo(Bytes.hex("00 00 00 05 | 00 01 | 02 2f 61"));
  }

  @Test
  void multiServerCheck7_numbersFrom128OnTakeTwoBytes() throws LinkException {
    var sender = new LinkSender();
    var core = TestLinks.linked();
    for (int i = 1; i <= 300; i++) {
      core.receive(Bytes.payload(sender.call(AmfString.of("name" + i), new byte[0]).orElseThrow()));
    }
    for (int i = 1; i <= 300; i++) {
      Frame again = sender.call(AmfString.of("name" + i), new byte[] {5}).orElseThrow();
      assertThat(again.size()).isEqualTo(4 + (i < 128 ? 2 : 3) + 1);
      var call = (Received.Call) core.receive(Bytes.payload(again));
      assertThat(call.name()).isEqualTo(AmfString.of("name" + i));
      assertThat(call.payload()[call.offset()]).isEqualTo((byte) 5);
    }
    assertThat(Bytes.of(sender.call(AmfString.of("name300"), new byte[0]).orElseThrow()))
        .isEqualTo(Bytes.hex("00 00 00 03 | 00 ac 02"));
  }

  @Test
  void namesBeyondTheLimitAreNotSentAndTheOldOnesGoOn() {
    var sender = new LinkSender();
    for (int i = 0; i < WireLimits.NAMES; i++) {
      assertThat(sender.call(AmfString.of("n" + i), new byte[0])).isPresent();
    }
    assertThat(sender.call(AmfString.of("one more"), new byte[0])).isEmpty();
    assertThat(sender.call(AmfString.of("n0"), new byte[0])).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "0,00",
    "1,01",
    "127,7f",
    "128,8001",
    "300,ac02",
    "16384,808001",
    "2147483647,ffffffff07"
  })
  void numbersAreGroupsOfSevenBitsLowestFirst(int number, String bytes) throws MalformedException {
    var out = new ByteWriter();
    Parts.writeNumber(out, number);
    assertThat(out.toByteArray()).isEqualTo(Bytes.hex(bytes));
    assertThat(new Parts(Bytes.hex(bytes)).number()).isEqualTo(number);
  }

  @ParameterizedTest
  @CsvSource({"80", "ffffffff08", "ffffffffff", "8080808080", "ffffffff7f"})
  void numbersWithoutEndOrBeyond31BitsAreMalformed(String bytes) {
    assertThatThrownBy(() -> new Parts(Bytes.hex(bytes)).number())
        .isInstanceOf(MalformedException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "''",
    "00",
    "00 4b",
    "01",
    "01 05 61",
    "00 4b97 01",
    "00 4b97 01 61",
    "00 4b97 01 61 02 62"
  })
  void aTruncatedHelloIsMalformed(String bytes) {
    assertThatThrownBy(() -> Hello.read(new Parts(Bytes.hex(bytes))))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void aHelloWithTooManyPropertiesIsMalformed() {
    var properties = new LinkedHashMap<AmfString, AmfString>();
    for (int i = 0; i <= WireLimits.PROPERTIES; i++) {
      properties.put(AmfString.of("p" + i), AmfString.EMPTY);
    }
    assertThatThrownBy(() -> read(new Hello("", 1, properties)))
        .isInstanceOf(MalformedException.class);
    var large = Map.of(AmfString.of("p"), AmfString.of("v".repeat(WireLimits.PROPERTY_BYTES)));
    assertThatThrownBy(() -> read(new Hello("", 1, large))).isInstanceOf(MalformedException.class);
  }

  private static Hello read(Hello hello) throws MalformedException {
    var out = new ByteWriter();
    hello.write(out);
    return Hello.read(new Parts(out.toByteArray()));
  }

  @Test
  void multiServerCheck4_withoutPublicAddressThePortBelongsToTheFarHost() {
    assertThat(PORT.addressFrom("127.0.0.1")).isEqualTo("127.0.0.1:19351");
    assertThat(PORT.addressFrom("[::1]")).isEqualTo("[::1]:19351");
    assertThat(ADDRESS.addressFrom("10.0.0.1")).isEqualTo("127.0.0.1:19352");
  }
}
