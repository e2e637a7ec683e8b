package cumulus.script.amf;

import cumulus.script.bind.Call;
import cumulus.script.bind.ObjectType;

/**
 * {@code ByteWriter}, the argument of {@code __writeExternal} (amf-lua section 5.2): IDataOutput of
 * ActionScript, big endian, texts as bytes. Of numbers that do not fit the low bits are written.
 */
final class ByteWriterObject {
  private static final int LARGEST_U16 = 0xffff;

  static final ObjectType<ExternalOutput> TYPE =
      ObjectType.<ExternalOutput>named("ByteWriter")
          .method("writeBoolean", (self, call) -> self.raw().u8(call.truth(1, false) ? 1 : 0))
          .method("writeByte", (self, call) -> self.raw().u8((int) integer(call)))
          .method("writeUnsignedByte", (self, call) -> self.raw().u8((int) integer(call)))
          .method("writeShort", (self, call) -> self.raw().u16((int) integer(call)))
          .method("writeUnsignedShort", (self, call) -> self.raw().u16((int) integer(call)))
          .method("writeInt", (self, call) -> self.raw().u32(integer(call)))
          .method("writeUnsignedInt", (self, call) -> self.raw().u32(integer(call)))
          .method("writeFloat", (self, call) -> self.raw().f32((float) call.number(1, 0)))
          .method("writeDouble", (self, call) -> self.raw().f64(call.number(1, 0)))
          .method("writeBytes", ByteWriterObject::bytes)
          .method("writeUTF", ByteWriterObject::utf)
          .method("writeUTFBytes", (self, call) -> self.raw().bytes(call.bytes(1)))
          .method("writeMultiByte", ByteWriterObject::multiByte)
          .method("writeAMF", ByteWriterObject::amf)
          .build();

  private ByteWriterObject() {}

  private static long integer(Call call) {
    return (long) call.number(1, 0);
  }

  /** From an offset on, so many bytes, or all of them for 0. */
  private static void bytes(ExternalOutput self, Call call) {
    byte[] bytes = call.bytes(1);
    int offset = (int) Math.clamp(call.number(2, 0), 0, bytes.length);
    int wanted = (int) Math.clamp(call.number(3, 0), 0, bytes.length - offset);
    self.raw().bytes(bytes, offset, wanted == 0 ? bytes.length - offset : wanted);
  }

  private static void utf(ExternalOutput self, Call call) {
    byte[] bytes = call.bytes(1);
    if (bytes.length > LARGEST_U16) {
      call.error(
          "writeUTF takes "
              + LARGEST_U16
              + " bytes at most, not "
              + bytes.length
              + ": use writeUTFBytes");
      return;
    }
    self.raw().u16(bytes.length);
    self.raw().bytes(bytes);
  }

  private static void multiByte(ExternalOutput self, Call call) {
    Charsets.of(call, 2).ifPresent(charset -> self.raw().bytes(call.text(1).getBytes(charset)));
  }

  private static void amf(ExternalOutput self, Call call) {
    for (int i = 1; i <= call.count(); i++) {
      self.value(call.stack(), call.position(i));
    }
  }
}
