package cumulus.node.admin;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.flash.ByteWriter;
import cumulus.flash.amf.AmfNothing;
import cumulus.flash.amf.AmfObject;
import cumulus.flash.amf.AmfOptions;
import cumulus.flash.amf.AmfProblems;
import cumulus.flash.amf.AmfStyle;
import cumulus.flash.amf.AmfValue;
import cumulus.flash.message.Command;
import cumulus.flash.message.MessageType;
import cumulus.rtmfp.Payload;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MessageTextTest {
  private static MessageText of(String name, AmfValue... values) {
    var out = new ByteWriter();
    new Command(name, 1, List.of(values))
        .write(out, MessageType.COMMAND, AmfStyle.AMF0_ONLY, AmfOptions.CLIENT, AmfProblems.NONE);
    return MessageText.of(3, Payload.wrap(out.toByteArray()));
  }

  @Test
  void aConnectIsAboutItsUrlWithoutTheParametersThatMayHoldAPassword() {
    var object = new AmfObject();
    object.put("tcUrl", "rtmfp://host/app?password=secret");
    var text = of("connect", object, AmfValue.of("secret"));
    assertThat(text.about()).contains("rtmfp://host/app");
    assertThat(text.arguments()).isEqualTo(1);
    assertThat(text.toString()).doesNotContain("secret");
  }

  @Test
  void aCallShowsItsNameAndTheNumberOfArguments() {
    var text = of("login", AmfNothing.NULL, AmfValue.of("me"), AmfValue.of("secret"));
    assertThat(text.stream()).isEqualTo(3);
    assertThat(text.name()).isEqualTo("login");
    assertThat(text.about()).isEmpty();
    assertThat(text.arguments()).isEqualTo(2);
  }

  @Test
  void namesAndCodesAreShown() {
    var info = new AmfObject();
    info.put("code", "NetStream.Play.Start");
    assertThat(of("onStatus", AmfNothing.NULL, info).about()).contains("NetStream.Play.Start");
    assertThat(of("publish", AmfNothing.NULL, AmfValue.of("film")).about()).contains("film");
    assertThat(of("_result", AmfNothing.NULL, AmfValue.of(4)).about()).contains("4");
    assertThat(of("play", AmfNothing.NULL, AmfValue.of("x".repeat(1000))).about().orElseThrow())
        .hasSize(200);
  }

  @Test
  void whatCannotBeReadIsNamedSo() {
    var broken = MessageText.of(0, Payload.wrap(new byte[] {MessageType.COMMAND, 0, 0, 0, 0, 9}));
    assertThat(broken.name()).isEqualTo("unreadable");
    assertThat(broken.about()).isNotEqualTo(Optional.empty());
    assertThat(MessageText.of(0, Payload.wrap(new byte[2])).name()).isEqualTo("unreadable");
    assertThat(MessageText.of(0, Payload.wrap(new byte[] {99, 0, 0, 0, 0})).name())
        .isEqualTo("type 99");
  }
}
