package cumulus.fuzz;

import cumulus.flash.MalformedException;
import cumulus.flash.flv.FlvReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A media file. */
final class FlvTarget {
  void take(byte[] input) {
    try {
      var reader = new FlvReader(new ByteArrayInputStream(input));
      while (reader.next().isPresent()) {
        reader.hasAudio();
      }
    } catch (MalformedException refused) {
      if (String.valueOf(refused.getMessage()).isBlank()) {
        throw new IllegalStateException("refused without a word");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
