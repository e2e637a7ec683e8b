package cumulus.interop;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.flash.MalformedException;
import cumulus.flash.flv.FlvReader;
import cumulus.flash.flv.FlvTag;
import cumulus.flash.message.MediaTags;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** An FLV file, and what ffmpeg makes of it. */
record Film(Path file) {
  /** Lets ffmpeg make one with H.264 pictures, a key frame each second, and AAC sound. */
  static Film make(Path file, int seconds) throws IOException, InterruptedException {
    String said =
        Programs.run(
            60,
            "ffmpeg -hide_banner -loglevel error -f lavfi -i testsrc2=size=320x180:rate=25"
                .concat(" -f lavfi -i sine=frequency=440:sample_rate=44100 -t " + seconds)
                .concat(" -c:v libx264 -preset veryfast -g 25 -bf 2 -b:v 800k -c:a aac -b:a 96k")
                .concat(" -f flv " + file)
                .split(" "));
    assertThat(said).isEmpty();
    return new Film(file);
  }

  /** MD5 of a track ("v" or "a") without its time-stamps. */
  String md5(String track) throws IOException, InterruptedException {
    return Programs.run(
        60,
        ("ffmpeg -hide_banner -loglevel error -i "
                + file
                + " -map 0:"
                + track
                + " -c copy -f md5 -")
            .split(" "));
  }

  /** Decodes everything; what ffmpeg complains about. */
  String complaints() throws IOException, InterruptedException {
    return Programs.run(
        60, ("ffmpeg -hide_banner -loglevel error -xerror -i " + file + " -f null -").split(" "));
  }

  /** Time-stamp and bytes of each video or audio tag, in order. */
  List<String> frames(boolean isVideo) throws IOException, MalformedException {
    return tags(tag -> isVideo ? tag.isVideo() : tag.isAudio()).stream()
        .map(tag -> tag.timestampMillis() + " " + Arrays.hashCode(tag.body()))
        .toList();
  }

  /** Number of pictures that can be decoded, and sounds: tags without codec headers. */
  List<FlvTag> tags(Predicate<FlvTag> which) throws IOException, MalformedException {
    var found = new ArrayList<FlvTag>();
    try (InputStream in = Files.newInputStream(file)) {
      var reader = new FlvReader(in);
      for (Optional<FlvTag> tag = reader.next(); tag.isPresent(); tag = reader.next()) {
        if (which.test(tag.get())) {
          found.add(tag.get());
        }
      }
    }
    return found;
  }

  /** Fails unless codec headers come first on both tracks, and a key frame behind that of video. */
  void assertBeginsDecodably() throws IOException, MalformedException {
    List<FlvTag> video = tags(FlvTag::isVideo);
    byte[] header = video.getFirst().body();
    assertThat(MediaTags.isVideoCodecHeader(header, 0, header.length)).isTrue();
    byte[] first = video.get(1).body();
    assertThat(MediaTags.isKeyFrame(first, 0, first.length)).isTrue();
    byte[] sound = tags(FlvTag::isAudio).getFirst().body();
    assertThat(MediaTags.isAudioCodecHeader(sound, 0, sound.length)).isTrue();
  }
}
