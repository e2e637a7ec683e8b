package cumulus.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RtmfpUrlTest {
  @ParameterizedTest
  @CsvSource({
    "rtmfp://localhost, localhost, 1935, ''",
    "rtmfp://localhost/, localhost, 1935, ''",
    "RTMFP://Example.org:19350/live, Example.org, 19350, live",
    "rtmfp://192.0.2.1/live/room?key=1, 192.0.2.1, 1935, live/room?key=1",
    "rtmfp://[::1]/live, ::1, 1935, live",
    "rtmfp://[2001:db8::7]:40000/, 2001:db8::7, 40000, ''",
  })
  void goodUrlsAreRead(String text, String host, int port, String path) {
    assertThat(RtmfpUrl.parse(text)).isEqualTo(new RtmfpUrl(host, port, path));
  }

  @ParameterizedTest
  @CsvSource({
    "rtmfp://localhost/live/concert, live, concert",
    "rtmfp://localhost/concert, '', concert",
    "rtmfp://localhost/a/b/c, a/b, c",
  })
  void theLastSegmentIsTheStream(String text, String application, String name) {
    RtmfpUrl.OfStream url = RtmfpUrl.parseStream(text);
    assertThat(url.application().path()).isEqualTo(application);
    assertThat(url.streamName()).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({
    "rtmp://localhost/live/x, does not begin",
    "localhost/live/x, does not begin",
    "rtmfp:///live/x, no host",
    "rtmfp://localhost:abc/live/x, is no port",
    "rtmfp://localhost:0/live/x, must be 1 to 65535",
    "rtmfp://localhost:70000/live/x, must be 1 to 65535",
    "rtmfp://::1/live/x, in brackets",
    "rtmfp://[::1/live/x, not closed",
    "rtmfp://[::1]x/live/x, is no port",
    "rtmfp://local host/live/x, blank",
    "rtmfp://localhost/live/, does not end with the name of a stream",
    "rtmfp://localhost, does not end with the name of a stream",
  })
  void wrongUrlsAreExplained(String text, String why) {
    assertThatThrownBy(() -> RtmfpUrl.parseStream(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(text)
        .hasMessageContaining(why)
        .hasMessageContaining("rtmfp://localhost/live/concert");
  }

  @Test
  void theCanonicalFormIsReadBack() {
    for (String text : new String[] {"rtmfp://[::1]:19350/a/b", "rtmfp://host/", "rtmfp://h:1/x"}) {
      assertThat(RtmfpUrl.parse(text)).hasToString(text);
    }
  }
}
