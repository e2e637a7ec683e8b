package cumulus.flash.flv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import cumulus.flash.MalformedException;
import cumulus.flash.amf.AmfEcmaArray;
import cumulus.flash.amf.AmfOptions;
import cumulus.flash.message.DataMessage;
import cumulus.flash.message.MessageType;
import cumulus.testkit.HeapGrowth;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class FlvTest {
  private static final String HEADER = "464c5601 05 00000009 00000000";
  private static final String AUDIO = "08 000002 000014 00 000000 af01 0000000d";
  private static final String VIDEO = "09 000001 ffffff 7f 000000 17 0000000c";
  private static final String DATA = "12 000005 000000 00 000000 0200016105 00000010";

  @Test
  void tagsAreReadInOrder() throws IOException, MalformedException {
    var in = reader(HEADER + DATA + AUDIO + VIDEO);
    assertThat(in.hasAudio()).isTrue();
    assertThat(in.hasVideo()).isTrue();
    assertThat(all(in)).containsExactly("18@0:0200016105", "8@20:af01", "9@2147483647:17");
    assertThat(in.next()).isEmpty();
  }

  @Test
  void whatIsWrittenIsTheSameFile() throws IOException {
    var out = new ByteArrayOutputStream();
    var writer = new FlvWriter(out, true, true);
    writer.write(new FlvTag(MessageType.DATA, 0, bytes("0200016105")));
    writer.write(MessageType.AUDIO, 20, bytes("00af0100"), 1, 2);
    writer.write(MessageType.VIDEO, 0x7fff_ffff, bytes("17"), 0, 1);
    assertThat(out.toByteArray()).isEqualTo(bytes(HEADER + DATA + AUDIO + VIDEO));
  }

  @Test
  void extendedDataLosesItsFormatByte() throws IOException {
    var out = new ByteArrayOutputStream();
    new FlvWriter(out, true, true).write(MessageType.DATA_EXTENDED, 0, bytes("000200016105"), 0, 6);
    assertThat(out.toByteArray()).isEqualTo(bytes(HEADER + DATA));
  }

  @Test
  void metadataIsADataMessage() throws IOException, MalformedException {
    var out = new ByteArrayOutputStream();
    var metadata = new AmfEcmaArray();
    metadata.put("width", 320);
    new FlvWriter(out, false, true).writeMetadata(metadata);
    var in = new FlvReader(new ByteArrayInputStream(out.toByteArray()));
    assertThat(in.hasAudio()).isFalse();
    assertThat(in.hasVideo()).isTrue();
    byte[] body = in.next().orElseThrow().body();
    DataMessage message = DataMessage.read(MessageType.DATA, body, 0, body.length);
    assertThat(message.handler()).isEqualTo("onMetaData");
    var read = (AmfEcmaArray) message.arguments(AmfOptions.CLIENT).getFirst();
    assertThat(read.get("width").numberOr(0)).isEqualTo(320);
  }

  @Test
  void onlyMediaFitIntoAFile() throws IOException {
    var writer = new FlvWriter(new ByteArrayOutputStream(), true, true);
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> writer.write(MessageType.COMMAND, 0, new byte[1], 0, 1));
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> writer.write(MessageType.VIDEO, 0, new byte[1 << 24], 0, 1 << 24));
  }

  @Test
  void aDamagedTailCostsOnlyItself() throws IOException, MalformedException {
    byte[] whole = bytes(HEADER + AUDIO + VIDEO);
    int second = whole.length - 16;
    for (int length = second + 1; length < whole.length - 4; length++) {
      var in = new FlvReader(new ByteArrayInputStream(whole, 0, length));
      assertThat(in.next()).isPresent();
      assertThatExceptionOfType(MalformedException.class)
          .isThrownBy(in::next)
          .withMessageContaining("FLV tag at byte " + second + ":");
      assertThat(in.next()).isEmpty();
    }
  }

  @Test
  void aFileCutOffBehindABodyHasLostNothing() throws IOException, MalformedException {
    byte[] whole = bytes(HEADER + AUDIO);
    for (int length = whole.length - 4; length <= whole.length; length++) {
      assertThat(all(new FlvReader(new ByteArrayInputStream(whole, 0, length))))
          .containsExactly("8@20:af01");
    }
    assertThat(all(reader("464c5601 05 00000009"))).isEmpty();
  }

  @Test
  void longerHeadersWrongBackPointersAndUnknownTagsArePassedOver()
      throws IOException, MalformedException {
    String header = "464c5601 01 0000000b ffff 00000000";
    String unknown = "0f 000003 000000 00 000000 aabbcc 0000000e";
    String wrong = AUDIO.replace("0000000d", "ffffffff");
    assertThat(all(reader(header + wrong + unknown + VIDEO)))
        .containsExactly("8@20:af01", "9@2147483647:17");
  }

  @Test
  void encryptedAndTooLargeTagsEndTheReading() throws IOException, MalformedException {
    var encrypted = reader(HEADER + AUDIO + "28" + AUDIO.substring(2));
    assertThat(encrypted.next()).isPresent();
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(encrypted::next)
        .withMessageContaining("byte 30: it is encrypted");
    var large = new FlvReader(new ByteArrayInputStream(bytes(HEADER + AUDIO)), 1);
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(large::next)
        .withMessageContaining("larger than 1");
  }

  @Test
  void whatIsNoFlvFileIsRefused() {
    for (String hex :
        List.of(
            "",
            "464c56",
            "474c5601 05 00000009 00000000",
            "464c5601 05 00000008 00000000",
            "464c5601 05 ffffffff 00000000")) {
      assertThatExceptionOfType(MalformedException.class)
          .isThrownBy(() -> reader(hex))
          .withMessageContaining("no FLV file");
    }
  }

  @Test
  void mutatedFilesThrowNothingElse() throws IOException {
    byte[] whole = bytes(HEADER + DATA + AUDIO + VIDEO + AUDIO);
    var random = new SplittableRandom(7);
    int files = Integer.getInteger("mutations", 20_000);
    var heap = new HeapGrowth(files);
    int damaged = 0;
    for (int i = 0; i < files; i++) {
      heap.step(i);
      byte[] bytes = Arrays.copyOf(whole, random.nextInt(whole.length + 1));
      for (int change = random.nextInt(4); change > 0 && bytes.length > 0; change--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        assertThat(all(new FlvReader(new ByteArrayInputStream(bytes)))).hasSizeLessThan(5);
      } catch (MalformedException expected) {
        damaged++;
      }
    }
    long grown = heap.bytes();
    System.out.printf("%d FLV files, %d damaged; heap grew by %d bytes%n", files, damaged, grown);
    assertThat(grown).as("heap at a quarter and at the end").isLessThan(8 << 20);
    assertThat(damaged).isBetween(files / 20, files - 1);
  }

  private static List<String> all(FlvReader in) throws IOException, MalformedException {
    var tags = new ArrayList<String>();
    for (var tag = in.next(); tag.isPresent(); tag = in.next()) {
      FlvTag it = tag.get();
      assertThat(List.of(it.isAudio(), it.isVideo(), it.isData())).containsOnlyOnce(true);
      tags.add(it.type() + "@" + it.timestampMillis() + ":" + HexFormat.of().formatHex(it.body()));
    }
    return tags;
  }

  private static FlvReader reader(String hex) throws IOException, MalformedException {
    return new FlvReader(new ByteArrayInputStream(bytes(hex)));
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }
}
