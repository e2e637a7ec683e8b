package cumulus.node;

import cumulus.flash.MalformedException;
import cumulus.flash.amf.AmfEcmaArray;
import cumulus.flash.flv.FlvReader;
import cumulus.flash.flv.FlvTag;
import cumulus.flash.flv.FlvWriter;
import cumulus.flash.message.MessageType;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Small FLV files for tests. */
final class Films {
  private static final int VIDEO_STEP_MILLIS = 40;
  private static final int KEY_FRAME_EVERY = 10;

  private Films() {}

  /** Metadata, codec headers, then 25 pictures and 50 sounds a second, with bytes of their own. */
  static void write(Path file, int millis, RandomGenerator random) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      var writer = new FlvWriter(out, true, true);
      var metadata = new AmfEcmaArray();
      metadata.put("duration", millis / 1000.0);
      writer.writeMetadata(metadata);
      writer.write(new FlvTag(MessageType.VIDEO, 0, new byte[] {0x17, 0, 0, 0, 0, 1, 2, 3}));
      writer.write(new FlvTag(MessageType.AUDIO, 0, new byte[] {(byte) 0xaf, 0, 0x12, 0x10}));
      for (int at = 0, picture = 0; at < millis; at += VIDEO_STEP_MILLIS, picture++) {
        boolean isKey = picture % KEY_FRAME_EVERY == 0;
        writer.write(
            new FlvTag(
                MessageType.VIDEO, at, body(random, isKey ? 0x17 : 0x27, isKey ? 6_000 : 1_500)));
        writer.write(new FlvTag(MessageType.AUDIO, at, body(random, 0xaf, 180)));
        writer.write(new FlvTag(MessageType.AUDIO, at + 20, body(random, 0xaf, 180)));
      }
    }
  }

  /** The bodies of all tags of one type, in order. */
  static List<String> bodies(Path file, int type) throws IOException, MalformedException {
    var bodies = new ArrayList<String>();
    for (FlvTag tag : tags(file)) {
      if (tag.type() == type) {
        bodies.add(
            tag.timestampMillis() + " " + Arrays.hashCode(tag.body()) + " " + tag.body().length);
      }
    }
    return bodies;
  }

  static List<FlvTag> tags(Path file) throws IOException, MalformedException {
    var tags = new ArrayList<FlvTag>();
    try (InputStream in = Files.newInputStream(file)) {
      var reader = new FlvReader(in);
      for (Optional<FlvTag> tag = reader.next(); tag.isPresent(); tag = reader.next()) {
        tags.add(tag.get());
      }
    }
    return tags;
  }

  private static byte[] body(RandomGenerator random, int first, int length) {
    byte[] body = new byte[length];
    random.nextBytes(body);
    body[0] = (byte) first;
    body[1] = 1;
    return body;
  }
}
