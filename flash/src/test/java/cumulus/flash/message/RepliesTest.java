package cumulus.flash.message;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.flash.MalformedException;
import cumulus.flash.amf.AmfArray;
import cumulus.flash.amf.AmfInteger;
import cumulus.flash.amf.AmfNamed;
import cumulus.flash.amf.AmfNothing;
import cumulus.flash.amf.AmfOptions;
import cumulus.flash.amf.AmfProblems;
import cumulus.flash.amf.AmfString;
import cumulus.flash.amf.AmfStyle;
import cumulus.flash.amf.AmfText;
import cumulus.flash.amf.AmfValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import org.junit.jupiter.api.Test;

final class RepliesTest {
  @Test
  void aStatusIsOnStatusOrAnAnswer() throws MalformedException {
    var status = Status.status(StatusCode.PLAY_START, "Started playing x");
    Command command = read(status.toOnStatus());
    assertThat(command.name()).isEqualTo("onStatus");
    assertThat(command.transactionId()).isZero();
    assertThat(command.commandObject()).isEqualTo(AmfNothing.NULL);
    assertThat(text(command))
        .isEqualTo(
            "{level:\"status\",code:\"NetStream.Play.Start\",description:\"Started playing x\"}");
    assertThat(read(status.toResult(3)).name()).isEqualTo("_result");
    command = read(Status.error(StatusCode.CALL_FAILED, "no").toError(4));
    assertThat(command.name()).isEqualTo("_error");
    assertThat(command.transactionId()).isEqualTo(4);
    assertThat(text(command)).startsWith("{level:\"error\",code:\"NetConnection.Call.Failed\"");
  }

  @Test
  void createStreamIsAnsweredByAnAmf0Number() {
    assertThat(Hex.text(Replies.result(2, 1)))
        .isEqualTo(
            "1400000000"
                + "0200075f726573756c74"
                + "004000000000000000"
                + "05"
                + "003ff0000000000000");
  }

  @Test
  void resultsFollowTheStyleOfTheClient() throws MalformedException {
    AmfValue value = AmfArray.of(new AmfInteger(1));
    byte[] amf3 =
        Replies.result(2, value, AmfStyle.PREFER_AMF3, AmfOptions.CLIENT, AmfProblems.NONE);
    assertThat(Hex.text(amf3)).endsWith("05" + "110903010401");
    byte[] amf0 = Replies.result(2, value, AmfStyle.AMF0_ONLY, AmfOptions.CLIENT, AmfProblems.NONE);
    assertThat(Hex.text(amf0)).endsWith("05" + "0a00000001003ff0000000000000");
  }

  @Test
  void connectSuccessHasWhatTheApplicationAdds() throws MalformedException {
    var properties = new LinkedHashMap<AmfString, AmfValue>();
    properties.put(AmfString.of("list"), AmfArray.of(new AmfInteger(1)));
    properties.put(AmfString.of("n".repeat(65536)), AmfNothing.NULL);
    properties.put(AmfString.of("last"), AmfValue.of("x"));
    var problems = new ArrayList<String>();
    byte[] bytes =
        Replies.connectSuccess(
            1, "welcome", 3, properties, AmfStyle.PREFER_AMF3, AmfOptions.CLIENT, problems::add);
    Command command = read(bytes);
    assertThat(command.name()).isEqualTo("_result");
    assertThat(text(command))
        .isEqualTo(
            "{level:\"status\",code:\"NetConnection.Connect.Success\",description:\"welcome\","
                + "objectEncoding:3.0,list:[1],last:\"x\"}");
    assertThat(problems).hasSize(1);
    assertThat(Hex.text(bytes)).contains("110903010401");
    bytes =
        Replies.connectSuccess(
            1, "welcome", 0, properties, AmfStyle.AMF0_ONLY, AmfOptions.CLIENT, problems::add);
    var info = (AmfNamed) read(bytes).argument(0);
    assertThat(info.get("list")).isInstanceOf(AmfArray.class);
    assertThat(info.get("objectEncoding").numberOr(-1)).isZero();
    assertThat(Hex.text(bytes)).contains("0a00000001003ff0000000000000");
  }

  @Test
  void closeHasNullAndNoArguments() throws MalformedException {
    Command command = read(Replies.close());
    assertThat(command.name()).isEqualTo("close");
    assertThat(command.values()).containsExactly(AmfNothing.NULL);
  }

  private static Command read(byte[] message) throws MalformedException {
    return Command.read(
        MessageHeader.type(message, 0),
        message,
        MessageHeader.SIZE,
        message.length - MessageHeader.SIZE,
        AmfOptions.CLIENT);
  }

  private static String text(Command command) {
    return AmfText.of(command.argument(0), 1000);
  }
}
