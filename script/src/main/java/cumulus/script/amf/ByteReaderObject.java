package cumulus.script.amf;

import cumulus.flash.amf.AmfInput;
import cumulus.script.bind.Call;
import cumulus.script.bind.ObjectType;
import java.nio.charset.StandardCharsets;

/**
 * {@code ByteReader}, the argument of {@code __readExternal} (amf-lua section 5.1): IDataInput of
 * ActionScript, big endian, texts as bytes. Where nothing is left, a method returns nothing and the
 * message cannot be read.
 */
final class ByteReaderObject {
  static final ObjectType<ExternalInput> TYPE =
      ObjectType.<ExternalInput>named("ByteReader")
          .number("bytesAvailable", self -> self.remaining())
          .method(
              "readBoolean", (self, call) -> self.item(in -> in.u8() != 0).ifPresent(call::push))
          .method("readByte", (self, call) -> number(self, call, in -> (double) (byte) in.u8()))
          .method("readUnsignedByte", (self, call) -> number(self, call, in -> (double) in.u8()))
          .method("readShort", (self, call) -> number(self, call, in -> (double) (short) in.u16()))
          .method("readUnsignedShort", (self, call) -> number(self, call, in -> (double) in.u16()))
          .method("readInt", (self, call) -> number(self, call, in -> (double) in.i32()))
          .method("readUnsignedInt", (self, call) -> number(self, call, in -> (double) in.u32()))
          .method("readFloat", (self, call) -> number(self, call, in -> (double) in.f32()))
          .method("readDouble", (self, call) -> number(self, call, AmfInput::f64))
          .method("readBytes", ByteReaderObject::bytes)
          .method(
              "readUTF", (self, call) -> self.item(in -> in.bytes(in.u16())).ifPresent(call::push))
          .method(
              "readUTFBytes",
              (self, call) -> {
                int count = count(call);
                self.item(in -> in.bytes(count)).ifPresent(call::push);
              })
          .method("readMultiByte", ByteReaderObject::multiByte)
          .method("readAMF", (self, call) -> self.values(call.stack(), count(call)))
          .build();

  private ByteReaderObject() {}

  private static void number(ExternalInput self, Call call, ExternalInput.Item<Double> item) {
    self.item(item).ifPresent(call::push);
  }

  private static int count(Call call) {
    return (int) Math.max(0, call.number(1, 0));
  }

  /** As many bytes as are left, if fewer than asked for; all of them for 0. */
  private static void bytes(ExternalInput self, Call call) {
    int wanted = count(call);
    int count = wanted == 0 ? self.remaining() : Math.min(wanted, self.remaining());
    self.item(in -> in.bytes(count)).ifPresent(call::push);
  }

  private static void multiByte(ExternalInput self, Call call) {
    int count = count(call);
    Charsets.of(call, 2)
        .ifPresent(
            charset ->
                self.item(in -> in.bytes(count))
                    .map(bytes -> new String(bytes, charset).getBytes(StandardCharsets.UTF_8))
                    .ifPresent(call::push));
  }
}
