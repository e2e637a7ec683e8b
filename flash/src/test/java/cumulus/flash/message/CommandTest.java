package cumulus.flash.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import cumulus.flash.ByteWriter;
import cumulus.flash.MalformedException;
import cumulus.flash.amf.AmfArray;
import cumulus.flash.amf.AmfInteger;
import cumulus.flash.amf.AmfNothing;
import cumulus.flash.amf.AmfObject;
import cumulus.flash.amf.AmfOptions;
import cumulus.flash.amf.AmfProblems;
import cumulus.flash.amf.AmfString;
import cumulus.flash.amf.AmfStyle;
import cumulus.flash.amf.AmfValue;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CommandTest {
  private static final String ECHO = "0200046563686f 004000000000000000 05";

  @Test
  void flashProfileCheck11_commandsOfBothTypesAreReadAlike() throws MalformedException {
    String values = ECHO + "003ff0000000000000 020001 78";
    Command plain = read(MessageType.COMMAND, values);
    assertThat(read(MessageType.COMMAND_EXTENDED, "00" + values)).isEqualTo(plain);
    assertThat(plain.name()).isEqualTo("echo");
    assertThat(plain.transactionId()).isEqualTo(2);
    assertThat(plain.arguments()).containsExactly(AmfValue.of(1), AmfValue.of("x"));
  }

  @Test
  void flashProfileCheck11_amf3ArgumentsMeanTheSame() throws MalformedException {
    Command amf0 = read(MessageType.COMMAND, ECHO + "003ff0000000000000 020001 78 0101");
    for (int type : List.of(MessageType.COMMAND, MessageType.COMMAND_EXTENDED)) {
      String format = type == MessageType.COMMAND ? "" : "00";
      Command amf3 = read(type, format + ECHO + "11 0401 11 06 03 78 11 03");
      assertThat(amf3.argument(0).numberOr(0)).isEqualTo(amf0.argument(0).numberOr(-1));
      assertThat(amf3.argument(1)).isEqualTo(amf0.argument(1));
      assertThat(amf3.argument(2)).isEqualTo(amf0.argument(2));
      assertThat(amf3.argument(3)).isEqualTo(AmfNothing.UNDEFINED);
    }
  }

  @Test
  void flashProfileCheck11_connectWithAnAmf3ObjectAndAStringReference() throws MalformedException {
    String connect = "00 020007 636f6e6e656374 003ff0000000000000";
    // {app: "app", objectEncoding: 3}; the value "app" refers to the name.
    String object = "11 0a 0b 01 07 617070 06 00 1d 6f626a656374456e636f64696e67 0403 01";
    Command command = read(MessageType.COMMAND_EXTENDED, connect + object + "11 06 03 78");
    assertThat(command.name()).isEqualTo("connect");
    assertThat(command.commandObject()).isInstanceOf(AmfObject.class);
    var properties = (AmfObject) command.commandObject();
    assertThat(properties.get("app").textOr("")).isEqualTo("app");
    assertThat(properties.get("objectEncoding").numberOr(0)).isEqualTo(3);
    assertThat(command.arguments()).containsExactly(AmfValue.of("x"));
  }

  @Test
  void flashProfileCheck11_tablesRestartAtEachAmf3Argument() throws MalformedException {
    Command command = read(MessageType.COMMAND, ECHO + "11 06 03 78 11 09 05 01 06 03 79 06 00");
    assertThat(((AmfArray) command.argument(1)).dense())
        .containsExactly(AmfString.of("y"), AmfString.of("y"));
  }

  @Test
  void anyFormatButZeroIsDropped() {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> read(MessageType.COMMAND_EXTENDED, "03" + ECHO))
        .withMessageContaining("format 3");
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> read(MessageType.COMMAND_EXTENDED, ""));
  }

  /** librtmfp leaves the null out; its first address must not be taken for the command object. */
  @Test
  void flashProfileCheck26_commandsWithoutNullKeepTheirArguments() throws MalformedException {
    Command info =
        read(
            MessageType.COMMAND,
            "02000b 73657450656572496e666f 000000000000000000 020001 61 020001 62");
    assertThat(info.commandObject()).isEqualTo(AmfNothing.NULL);
    assertThat(info.arguments()).containsExactly(AmfValue.of("a"), AmfValue.of("b"));
    Command create =
        read(MessageType.COMMAND, "02000c 63726561746553747265616d 000000000000000000");
    assertThat(create.name()).isEqualTo("createStream");
    assertThat(create.arguments()).isEmpty();
    assertThat(create.values()).isEmpty();
  }

  @Test
  void aMissingTransactionIdIsZero() throws MalformedException {
    assertThat(read(MessageType.COMMAND, "020001 61")).isEqualTo(new Command("a", 0, List.of()));
  }

  @Test
  void theHeadIsReadWithoutWhatFollows() throws MalformedException {
    byte[] bytes = Hex.bytes("ffff 00" + ECHO + "04 04 04");
    CommandHead head = CommandHead.read(MessageType.COMMAND_EXTENDED, bytes, 2, bytes.length - 2);
    assertThat(head.name()).isEqualTo("echo");
    assertThat(head.transactionId()).isEqualTo(2);
    assertThat(Arrays.copyOfRange(bytes, head.valuesOffset(), bytes.length))
        .isEqualTo(Hex.bytes("05 04 04 04"));
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> read(MessageType.COMMAND, ECHO + "04 04 04"));
  }

  @Test
  void namesAndIdsOfWrongKindAreMalformed() {
    for (String hex : List.of("", "05", "020001 61 05", "003ff0000000000000", "020001 61 020000")) {
      assertThatExceptionOfType(MalformedException.class)
          .isThrownBy(() -> read(MessageType.COMMAND, hex));
    }
  }

  @Test
  void whatIsWrittenIsRead() throws MalformedException {
    var command =
        new Command("f", 7, List.of(AmfNothing.NULL, new AmfInteger(5), AmfValue.of("é")));
    for (int type : List.of(MessageType.COMMAND, MessageType.COMMAND_EXTENDED)) {
      var out = new ByteWriter();
      command.write(out, type, AmfStyle.PREFER_AMF3, AmfOptions.CLIENT, AmfProblems.NONE);
      byte[] bytes = out.toByteArray();
      assertThat(MessageHeader.type(bytes, 0)).isEqualTo(type);
      assertThat(MessageHeader.timestampMillis(bytes, 0)).isZero();
      assertThat(Command.read(type, bytes, 5, bytes.length - 5, AmfOptions.CLIENT))
          .isEqualTo(command);
    }
  }

  private static Command read(int type, String hex) throws MalformedException {
    byte[] bytes = Hex.bytes(hex);
    return Command.read(type, bytes, 0, bytes.length, AmfOptions.CLIENT);
  }
}
