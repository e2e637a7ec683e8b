package cumulus.flash.message;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.flash.ByteWriter;
import cumulus.flash.MalformedException;
import cumulus.flash.Vectors;
import cumulus.flash.amf.AmfNothing;
import cumulus.flash.amf.AmfOptions;
import cumulus.flash.amf.AmfProblems;
import cumulus.flash.amf.AmfStyle;
import cumulus.flash.amf.AmfValue;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Section F of the vectors. */
final class MessageVectorsTest {
  private static final byte[] ID =
      Hex.bytes("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");

  private final Map<String, String> vectors = Vectors.section("messages");

  @Test
  void vectorsCheck1_userControl() throws MalformedException {
    var messages =
        Map.of(
            "set keepalive 15 s / 10 s", new UserControl.SetKeepalive(15_000, 10_000),
            "flow sync id 8 count 2", new UserControl.FlowSync(8, 2),
            "stream begin 5", new UserControl.StreamBegin(5),
            "stream EOF 5", new UserControl.StreamEof(5),
            "set buffer length stream 5 1000 ms", new UserControl.SetBufferLength(5, 1000));
    for (var message : messages.entrySet()) {
      byte[] bytes = vector(message.getKey());
      assertThat(MessageHeader.type(bytes, 0)).isEqualTo(MessageType.USER_CONTROL);
      assertThat(UserControl.read(bytes, MessageHeader.SIZE, bytes.length - MessageHeader.SIZE))
          .isEqualTo(message.getValue());
      assertThat(message.getValue().toByteArray()).isEqualTo(bytes);
    }
  }

  @Test
  void vectorsCheck1_setPeerInfo() throws MalformedException {
    byte[] bytes = vector("setPeerInfo type 17, two addresses");
    int type = MessageHeader.type(bytes, 0);
    Command command =
        Command.read(type, bytes, MessageHeader.SIZE, bytes.length - 5, AmfOptions.CLIENT);
    List<AmfValue> values =
        List.of(
            AmfNothing.NULL,
            AmfValue.of("192.0.2.129:50001"),
            AmfValue.of("[2001:db8:1::2]:50002"));
    assertThat(command).isEqualTo(new Command("setPeerInfo", 0, values));
    assertThat(command.arguments()).isEqualTo(values.subList(1, 3));
    var out = new ByteWriter();
    command.write(out, type, AmfStyle.AMF0_ONLY, AmfOptions.CLIENT, AmfProblems.NONE);
    assertThat(out.toByteArray()).isEqualTo(bytes);
  }

  @Test
  void vectorsCheck1_sampleAccess() throws MalformedException {
    byte[] bytes = vector("|RtmpSampleAccess true true (type 18)");
    int type = MessageHeader.type(bytes, 0);
    DataMessage message = DataMessage.read(type, bytes, MessageHeader.SIZE, bytes.length - 5);
    assertThat(message.handler()).isEqualTo("|RtmpSampleAccess");
    assertThat(message.arguments(AmfOptions.CLIENT))
        .containsExactly(AmfValue.of(true), AmfValue.of(true));
    var out = new ByteWriter();
    var writer = DataMessage.start(out, type, "|RtmpSampleAccess", AmfStyle.AMF0_ONLY);
    writer.writeBoolean(true);
    writer.writeBoolean(true);
    assertThat(out.toByteArray()).isEqualTo(bytes);
  }

  @Test
  void vectorsCheck1_groupMessages() throws MalformedException {
    byte[] join = vector("group join, SHA-256 form");
    GroupMessage read = GroupMessage.read(join, 0, join.length);
    assertThat(read.kind()).isEqualTo(GroupMessage.Kind.JOIN);
    assertThat(read.identity()).isEqualTo(ID);
    assertThat(GroupMessage.join(ID).toByteArray()).isEqualTo(join);
    byte[] member = vector("group member");
    read = GroupMessage.read(member, 0, member.length);
    assertThat(read.kind()).isEqualTo(GroupMessage.Kind.MEMBER);
    assertThat(read.identity()).isEqualTo(ID);
    assertThat(GroupMessage.member(ID).toByteArray()).isEqualTo(member);
  }

  /** A new vector must not go unnoticed. */
  @Test
  void vectorsCheck1_everyMessageIsChecked() {
    assertThat(vectors).hasSize(9);
  }

  private byte[] vector(String name) {
    return Hex.bytes(vectors.getOrDefault(name, "no vector " + name));
  }
}
