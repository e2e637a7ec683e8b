package cumulus.script.object;

import cumulus.flash.ByteWriter;
import cumulus.flash.amf.Amf0Writer;
import cumulus.flash.amf.AmfString;
import cumulus.flash.amf.AmfStyle;
import cumulus.flash.message.MessageType;
import cumulus.script.bind.Call;
import cumulus.script.bind.ObjectType;
import java.util.Arrays;
import java.util.Optional;

/** A name that is published, by a client or by a script, or waited for (lua-api section 8). */
public final class PublicationObject {
  public static final ObjectType<ScriptPublication> TYPE =
      ObjectType.<ScriptPublication>named("publication")
          .constant("name", (self, call) -> call.push(self.publication().name()))
          .number("publisherId", self -> self.publication().publisherId())
          .constant("listeners", (self, call) -> call.push(ListenersObject.TYPE, self.listeners()))
          .constant(
              "audioQOS",
              (self, call) -> call.push(QualityOfServiceObject.TYPE, self.audioQuality()))
          .constant(
              "videoQOS",
              (self, call) -> call.push(QualityOfServiceObject.TYPE, self.videoQuality()))
          .method("pushAudioPacket", (self, call) -> pushMedia(self, call, MessageType.AUDIO))
          .method("pushVideoPacket", (self, call) -> pushMedia(self, call, MessageType.VIDEO))
          .method("pushDataPacket", PublicationObject::pushData)
          .method("flush", (self, _) -> self.flush())
          .method("close", PublicationObject::close)
          .build();

  private PublicationObject() {}

  private static void pushMedia(ScriptPublication self, Call call, int type) {
    double time = call.number(1, 0);
    int lost = (int) Math.max(0, call.number(4, 0));
    packet(self, call).ifPresent(body -> push(self, call, type, (int) (long) time, body, lost));
  }

  private static void pushData(ScriptPublication self, Call call) {
    byte[] name = call.bytes(1);
    packet(self, call)
        .ifPresent(
            values -> {
              var body = new ByteWriter();
              new Amf0Writer(body, AmfStyle.AMF0_ONLY)
                  .writeString(AmfString.copyOf(name, 0, name.length));
              body.bytes(values);
              push(self, call, MessageType.DATA, 0, body.toByteArray(), 0);
            });
  }

  private static void push(
      ScriptPublication self, Call call, int type, int time, byte[] body, int lost) {
    if (!self.push(type, time, body, lost)) {
      call.error(
          "too much was pushed into "
              + self.publication().name()
              + " without a flush: the packet is dropped");
    }
  }

  /** The second argument from the offset in the third on. */
  private static Optional<byte[]> packet(ScriptPublication self, Call call) {
    if (!call.isText(2) || !isLive(self, call)) {
      return Optional.empty();
    }
    byte[] packet = call.bytes(2);
    double offset = call.number(3, 0);
    if (!(offset >= 0 && offset <= packet.length)) {
      call.error("the offset is not within the packet of " + packet.length + " bytes");
      return Optional.empty();
    }
    return Optional.of(Arrays.copyOfRange(packet, (int) offset, packet.length));
  }

  private static void close(ScriptPublication self, Call call) {
    if (!isLive(self, call)) {
      return;
    }
    if (self.owner().isPresent()) {
      self.all().close(self);
      return;
    }
    String code = call.text(1);
    self.publication().close(code.isEmpty() ? "" : "NetStream." + code, call.text(2));
  }

  private static boolean isLive(ScriptPublication self, Call call) {
    boolean isLive = self.publication().isLive();
    if (!isLive) {
      call.error("nobody publishes " + self.publication().name());
    }
    return isLive;
  }
}
