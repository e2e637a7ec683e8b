package cumulus.links.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cumulus.flash.amf.AmfString;
import cumulus.testkit.Seeds;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest {
  private static final int LIMIT = 1 << 20;

  /** Gives bytes in pieces of the sizes asked for. */
  private static final class Pieces implements FrameReader.Source {
    private final byte[] bytes;
    private final IntSupplier sizes;
    private int position;
    private int large;
    private int largest;

    Pieces(byte[] bytes, IntSupplier sizes) {
      this.bytes = bytes;
      this.sizes = sizes;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      assertThat(length).isPositive();
      int count = Math.min(length, Math.min(sizes.getAsInt(), bytes.length - position));
      if (position == bytes.length) {
        return -1;
      }
      System.arraycopy(bytes, position, into, offset, count);
      position += count;
      largest = Math.max(largest, into.length);
      return count;
    }

    @Override
    public void beginLarge() {
      large++;
    }
  }

  private static byte[] frames(byte[]... payloads) {
    var out = new ByteArrayOutputStream();
    for (byte[] payload : payloads) {
      for (int shift = 24; shift >= 0; shift -= 8) {
        out.write(payload.length >> shift);
      }
      out.writeBytes(payload);
    }
    return out.toByteArray();
  }

  private static List<byte[]> readAll(Pieces pieces)
      throws IOException, InterruptedException, LinkException {
    var read = new ArrayList<byte[]>();
    var reader = new FrameReader(pieces);
    Optional<byte[]> next = reader.next(LIMIT);
    while (next.isPresent()) {
      read.add(next.get());
      next = reader.next(LIMIT);
    }
    return read;
  }

  @Test
  void multiServerCheck6_aFrameSplitAtEveryBoundaryAndTwoInOneSegmentAreUnderstood()
      throws Exception {
    var sender = new LinkSender();
    byte[] hello = Bytes.of(sender.hello(TestLinks.HELLO));
    byte[] call =
        Bytes.of(
            sender.call(AmfString.of("hi"), Bytes.hex("11 04 01 11 06 07 74 77 6f")).orElseThrow());
    byte[] both = Arrays.copyOf(hello, hello.length + call.length);
    System.arraycopy(call, 0, both, hello.length, call.length);
    for (int split = 1; split <= both.length; split++) {
      var sizes = Stream.concat(Stream.of(split), Stream.generate(() -> both.length)).iterator();
      var core = TestLinks.fresh();
      var meanings = new ArrayList<Received>();
      for (byte[] payload : readAll(new Pieces(both, sizes::next))) {
        meanings.add(core.receive(payload));
      }
      assertThat(meanings).as("split at %d", split).hasSize(2);
      assertThat(meanings.getFirst()).isInstanceOf(Received.Linked.class);
      assertThat(meanings.getLast())
          .isInstanceOfSatisfying(
              Received.Call.class, hi -> assertThat(hi.name()).hasToString("hi"));
    }
    assertThat(readAll(new Pieces(both, () -> 1))).hasSize(2);
  }

  @Seeds(300)
  void framesOfAnySizeComeOutAsTheyWentInHoweverTheyArrive(long seed) throws Exception {
    var random = new SplittableRandom(seed);
    var payloads = new byte[random.nextInt(1, 6)][];
    for (int i = 0; i < payloads.length; i++) {
      payloads[i] = new byte[random.nextInt(random.nextBoolean() ? 40 : 200_000)];
      random.nextBytes(payloads[i]);
    }
    int largest = random.nextInt(1, 50_000);
    var pieces = new Pieces(frames(payloads), () -> random.nextInt(1, largest + 1));
    assertThat(readAll(pieces)).containsExactly(payloads);
    assertThat(pieces.large)
        .isEqualTo(Stream.of(payloads).filter(p -> p.length > FrameReader.LARGE_BYTES).count());
  }

  @Test
  void multiServerCheck21_aLengthAboveTheLimitIsRefusedBeforeItsFirstByte() {
    var reader = new FrameReader(new Pieces(Bytes.hex("00 10 00 01"), () -> 4));
    assertThatThrownBy(() -> reader.next(LIMIT))
        .isInstanceOf(LinkException.class)
        .hasMessageContaining("a frame of 1048577 bytes where 1048576 are allowed");
    var unsigned = new FrameReader(new Pieces(Bytes.hex("ff ff ff ff"), () -> 4));
    assertThatThrownBy(() -> unsigned.next(Integer.MAX_VALUE)).isInstanceOf(LinkException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"00", "00 00", "00 00 00", "00 00 00 01", "00 00 00 03 aa bb"})
  void aStreamThatEndsInsideAFrameIsTold(String bytes) {
    var reader = new FrameReader(new Pieces(Bytes.hex(bytes), () -> 1));
    assertThatThrownBy(() -> reader.next(LIMIT)).isInstanceOf(EOFException.class);
  }

  @Test
  void aClaimedLengthCostsNothingBeforeTheBytesCome() {
    byte[] start = Arrays.copyOf(Bytes.hex("40 00 00 00"), 100_000);
    var pieces = new Pieces(start, () -> 10_000);
    var reader = new FrameReader(pieces);
    assertThatThrownBy(() -> reader.next(1 << 30)).isInstanceOf(EOFException.class);
    assertThat(pieces.largest).isLessThan(4 * start.length);
    assertThat(pieces.large).isEqualTo(1);
  }
}
