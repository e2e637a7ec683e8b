package cumulus.flash.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MediaTagsTest {
  @ParameterizedTest
  @CsvSource({
    "'',     false, false", // silence
    "af,     false, false",
    "af00,   true,  false", // AAC header
    "af01,   false, false",
    "2f00,   false, false", // MP3
    "90,     true,  true", // extended, sequence start
    "91,     false, true",
  })
  void audio(String hex, boolean codecHeader, boolean extended) {
    byte[] body = Hex.bytes("af00" + hex);
    int length = body.length - 2;
    assertThat(MediaTags.isAudioCodecHeader(body, 2, length)).isEqualTo(codecHeader);
    assertThat(MediaTags.isExtendedAudio(body, 2, length)).isEqualTo(extended);
  }

  @ParameterizedTest
  @CsvSource({
    // body, header, key frame, inter frame, command, end of sequence, extended
    "'',           false, false, false, false, false, false",
    "17,           false, true,  false, false, false, false",
    "1700000000,   true,  false, false, false, false, false", // AVC header
    "1701000000,   false, true,  false, false, false, false",
    "2701000000,   false, false, true,  false, false, false",
    "3701000000,   false, false, true,  false, false, false", // disposable
    "1702000000,   false, false, false, false, true,  false", // AVC end of sequence
    "5700,         false, false, false, true,  false, false", // seek starts
    "5701,         false, false, false, true,  false, false", // seek ends
    "12,           false, true,  false, false, false, false", // Sorenson
    "22,           false, false, true,  false, false, false",
    "9068766331,   true,  false, false, false, false, true", // hvc1 sequence start
    "9168766331,   false, true,  false, false, false, true", // coded frames
    "a168766331,   false, false, true,  false, false, true",
    "9368766331,   false, true,  false, false, false, true",
    "a361763031,   false, false, true,  false, false, true",
    "9268766331,   false, false, false, false, true,  true", // sequence end
    "9468766331,   false, false, false, false, false, true", // colour metadata
    "d068766331,   false, false, false, true,  false, true", // command
  })
  void video(
      String hex,
      boolean codecHeader,
      boolean keyFrame,
      boolean interFrame,
      boolean command,
      boolean endOfSequence,
      boolean extended) {
    byte[] body = Hex.bytes("1700" + hex);
    int length = body.length - 2;
    assertThat(MediaTags.isVideoCodecHeader(body, 2, length)).isEqualTo(codecHeader);
    assertThat(MediaTags.isKeyFrame(body, 2, length)).isEqualTo(keyFrame);
    assertThat(MediaTags.isInterFrame(body, 2, length)).isEqualTo(interFrame);
    assertThat(MediaTags.isVideoCommand(body, 2, length)).isEqualTo(command);
    assertThat(MediaTags.isVideoEndOfSequence(body, 2, length)).isEqualTo(endOfSequence);
    assertThat(MediaTags.isExtendedVideo(body, 2, length)).isEqualTo(extended);
  }
}
