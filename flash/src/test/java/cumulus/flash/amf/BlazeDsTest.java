package cumulus.flash.amf;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.flash.ByteWriter;
import flex.messaging.io.SerializationContext;
import flex.messaging.io.amf.ASObject;
import flex.messaging.io.amf.Amf0Input;
import flex.messaging.io.amf.Amf0Output;
import flex.messaging.io.amf.Amf3Input;
import flex.messaging.io.amf.Amf3Output;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * BlazeDS as an independent witness, in both directions. It knows no undefined, reads and writes
 * four-byte UTF-8 and U+0000 wrongly, and keeps no order of properties: those stay out.
 */
@SuppressWarnings("JavaUtilDate") // the type BlazeDS has for dates
final class BlazeDsTest {
  private static final int VALUES = 2_000;

  private final SerializationContext context = new SerializationContext();
  private final SplittableRandom random = new SplittableRandom(16);

  BlazeDsTest() {
    context.legacyCollection = false;
    context.createASObjectForMissingType = true;
  }

  @Test
  void blazeDsReadsOurAmf0() throws IOException, ClassNotFoundException {
    for (int i = 0; i < VALUES; i++) {
      Object value = random(0, false);
      var out = new ByteWriter();
      new Amf0Writer(out, AmfStyle.AMF0_ONLY).write(ours(value));
      var in = new Amf0Input(context);
      in.setInputStream(new ByteArrayInputStream(out.toByteArray()));
      assertThat(text(in.readObject())).isEqualTo(text(value));
    }
  }

  @Test
  void blazeDsReadsOurAmf3() throws IOException, ClassNotFoundException {
    for (int i = 0; i < VALUES; i++) {
      Object value = random(0, true);
      var out = new ByteWriter();
      new Amf3Writer(out, i % 2 == 0 ? AmfRows.OPTIONS : AmfOptions.CLIENT, AmfProblems.NONE)
          .write(ours(value));
      var in = new Amf3Input(context);
      in.setInputStream(new ByteArrayInputStream(out.toByteArray()));
      assertThat(text(in.readObject())).isEqualTo(text(value));
    }
  }

  @Test
  void weReadBlazeDsAmf0() throws IOException, AmfException {
    for (int i = 0; i < VALUES; i++) {
      Object value = random(0, false);
      var bytes = new ByteArrayOutputStream();
      var out = new Amf0Output(context);
      out.setOutputStream(bytes);
      out.writeObject(value);
      assertThat(text(theirs(AmfRows.readAmf0(bytes.toByteArray())))).isEqualTo(text(value));
    }
  }

  @Test
  void weReadBlazeDsAmf3() throws IOException, AmfException {
    for (int i = 0; i < VALUES; i++) {
      Object value = random(0, true);
      var bytes = new ByteArrayOutputStream();
      var out = new Amf3Output(context);
      out.setOutputStream(bytes);
      out.writeObject(value);
      assertThat(text(theirs(AmfRows.readAmf3(bytes.toByteArray())))).isEqualTo(text(value));
    }
  }

  @Test
  void weReadBlazeDsAmf3InsideAmf0() throws IOException, AmfException {
    for (int i = 0; i < VALUES; i++) {
      Object value = random(0, true);
      var bytes = new ByteArrayOutputStream();
      var out = new Amf0Output(context);
      out.setAvmPlus(true);
      out.setOutputStream(bytes);
      out.writeObject(value);
      out.writeObject(value);
      byte[] written = bytes.toByteArray();
      // It keeps its tables over the message.
      for (AmfValue read : new Amf0Reader(written, 0, written.length, AmfOptions.LINK).readAll()) {
        assertThat(text(theirs(read))).isEqualTo(text(value));
      }
    }
  }

  private @Nullable Object random(int depth, boolean amf3) {
    return switch (random.nextInt(depth > 3 ? 6 : 9)) {
      case 0 -> null;
      case 1 -> random.nextBoolean();
      case 2 -> (double) random.nextInt();
      case 3 -> random.nextDouble();
      case 4 -> randomText();
      case 5 -> new Date(random.nextLong(-1L << 40, 1L << 40));
      case 6 -> amf3 ? randomBytes() : randomText();
      case 7 -> {
        var items = new @Nullable Object[random.nextInt(5)];
        for (int i = 0; i < items.length; i++) {
          items[i] = random(depth + 1, amf3);
        }
        yield items;
      }
      default -> {
        var object = new ASObject();
        if (random.nextBoolean()) {
          object.setType("pkg.T" + random.nextInt(3));
        }
        for (int i = random.nextInt(5); i > 0; i--) {
          properties(object).put("n" + random.nextInt(9), random(depth + 1, amf3));
        }
        yield object;
      }
    };
  }

  private String randomText() {
    var text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      text.append("aé€ー".charAt(random.nextInt(4)));
    }
    return random.nextInt(200) == 0 ? "x".repeat(70_000) : text.toString();
  }

  private byte[] randomBytes() {
    var bytes = new byte[random.nextInt(200)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static AmfValue ours(@Nullable Object value) {
    return switch (value) {
      case null -> AmfNothing.NULL;
      case Boolean truth -> AmfBoolean.of(truth);
      case Double number when number == Math.rint(number) -> new AmfInteger(number.intValue());
      case Double number -> new AmfNumber(number);
      case String text -> AmfString.of(text);
      case Date date -> new AmfDate(date.getTime());
      case byte[] bytes -> new AmfByteArray(bytes);
      case Object[] items -> {
        var array = new AmfArray();
        for (Object item : items) {
          array.dense().add(ours(item));
        }
        yield array;
      }
      case ASObject object -> {
        AmfObject target =
            object.getType() == null ? new AmfObject() : AmfObject.typed(object.getType());
        properties(object).forEach((name, item) -> target.put(name, ours(item)));
        yield target;
      }
      default -> throw new IllegalArgumentException(value.getClass().getName());
    };
  }

  private static @Nullable Object theirs(AmfValue value) {
    return switch (value) {
      case AmfNothing _ -> null;
      case AmfBoolean truth -> truth.value();
      case AmfNumber _, AmfInteger _ -> value.numberOr(0);
      case AmfString text -> text.toString();
      case AmfDate date -> new Date((long) date.millis());
      case AmfByteArray bytes -> bytes.toByteArray();
      case AmfArray array -> array.dense().stream().map(BlazeDsTest::theirs).toArray();
      case AmfNamed named -> {
        var object = new ASObject();
        if (named instanceof AmfObject it && !it.className().isEmpty()) {
          object.setType(it.className().toString());
        }
        named
            .properties()
            .forEach((name, item) -> properties(object).put(name.toString(), theirs(item)));
        yield object;
      }
      case AmfXml _, AmfVector _, AmfDictionary _, AmfExternal _ ->
          throw new IllegalArgumentException(AmfRows.text(value));
    };
  }

  /** ASObject is a map without type arguments. */
  @SuppressWarnings("unchecked")
  private static Map<String, @Nullable Object> properties(ASObject object) {
    return object;
  }

  private static String text(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case Number number -> Double.toString(number.doubleValue());
      case String text -> "'" + text + "'";
      case Date date -> "Date " + date.getTime();
      case byte[] bytes -> HexFormat.of().formatHex(bytes);
      case Object[] items -> text(Arrays.asList(items));
      case List<?> items -> {
        var texts = new ArrayList<String>();
        items.forEach(item -> texts.add(text(item)));
        yield texts.toString();
      }
      case Map<?, ?> map -> {
        var texts = new TreeMap<String, String>();
        map.forEach((name, item) -> texts.put(String.valueOf(name), text(item)));
        yield (map instanceof ASObject object ? object.getType() : "map") + texts;
      }
      default -> value.toString();
    };
  }
}
