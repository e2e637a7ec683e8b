package cumulus.node;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.client.NetStatus;
import cumulus.flash.amf.AmfObject;
import cumulus.flash.message.StatusCode;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The last media of a stream may come behind the news of its end. */
class TailTest {
  private static final long MILLI_NANOS = 1_000_000;

  private static NetStatus status(String code) {
    return new NetStatus("status", code, "", new AmfObject());
  }

  @Test
  void mediaBehindTheNewsOfTheEndAreRecordedUntilAnotherPublicationBegins() throws Exception {
    var recorder = new Recorder();
    recorder.onStatus(status(StatusCode.PLAY_PUBLISH_NOTIFY));
    recorder.onStatus(status(StatusCode.PLAY_UNPUBLISH_NOTIFY));
    assertThat(recorder.isUnpublished()).isTrue();
    assertThat(recorder.isOver()).isFalse();
    recorder.onVideo(40, new byte[] {0x27, 1}, 0, 2);
    recorder.onStatus(status(StatusCode.PLAY_PUBLISH_NOTIFY));
    recorder.onVideo(0, new byte[] {0x17, 1}, 0, 2);
    assertThat(recorder.next(1_000).map(tag -> tag.timestampMillis())).isEqualTo(Optional.of(40L));
    assertThat(recorder.next(1)).isEmpty();
    assertThat(recorder.isOver()).isTrue();
  }

  @Test
  void theTailIsOverWhenNothingHasComeForASecond() {
    var tail = new Tail();
    assertThat(tail.isOver(0, true)).isFalse();
    assertThat(tail.isOver(900 * MILLI_NANOS, false)).isFalse();
    assertThat(tail.isOver(950 * MILLI_NANOS, true)).isFalse();
    assertThat(tail.isOver(1_900 * MILLI_NANOS, false)).isFalse();
    assertThat(tail.isOver(1_950 * MILLI_NANOS, false)).isTrue();
  }

  @Test
  void theWaitForTheTailIsBounded() {
    var tail = new Tail();
    for (long millis = 0; millis < 10_000; millis += 100) {
      assertThat(tail.isOver(millis * MILLI_NANOS, true)).isFalse();
    }
    assertThat(tail.isOver(10_000 * MILLI_NANOS, true)).isTrue();
  }
}
