package cumulus.node.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import cumulus.rtmfp.Address;
import cumulus.rtmfp.Payload;
import java.util.HexFormat;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** How records are written as JSON: by their components, bytes as hexadecimal digits. */
final class Json {
  /** Writes and reads; may be used by any thread. */
  static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(values())
          .changeDefaultPropertyInclusion(
              always -> always.withValueInclusion(JsonInclude.Include.NON_ABSENT))
          .build();

  private static final int MAX_TEXT = 500;

  private Json() {}

  private static JacksonModule values() {
    return new SimpleModule()
        .addSerializer(String.class, as((out, text) -> out.writeString(cut(text))))
        .addSerializer(
            byte[].class, as((out, bytes) -> out.writeString(HexFormat.of().formatHex(bytes))))
        .addDeserializer(byte[].class, new FromDigits())
        .addSerializer(Address.class, as((out, address) -> out.writeString(address.toString())))
        .addSerializer(Payload.class, as((out, payload) -> out.writeNumber(payload.length())));
  }

  /** Names and reasons are chosen by clients. */
  private static String cut(String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
  }

  @FunctionalInterface
  private interface Form<T> {
    void write(JsonGenerator out, T value);
  }

  private static final class FromDigits extends ValueDeserializer<byte[]> {
    @Override
    public byte[] deserialize(JsonParser in, DeserializationContext context) {
      return HexFormat.of().parseHex(in.getString());
    }
  }

  private static <T> ValueSerializer<T> as(Form<T> form) {
    return new ValueSerializer<>() {
      @Override
      public void serialize(T value, JsonGenerator out, SerializationContext context) {
        form.write(out, value);
      }
    };
  }
}
