package cumulus.links;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import cumulus.flash.amf.AmfValue;
import cumulus.links.TestServer.Setup;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What strangers may do on servers.port; a true link beside them goes on. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class HostileTest {
  private static final LinkTimings TIMINGS =
      new LinkTimings(
          TestServer.FAST.join(),
          Duration.ofSeconds(60),
          TestServer.FAST.connect(),
          Duration.ofSeconds(2),
          TestServer.FAST.stall(),
          TestServer.FAST.stop());

  private final TestServer victim;
  private final TestServer friend;
  private final List<RawPeer> strangers = new ArrayList<>();
  private final long startNanos = System.nanoTime();
  private int calls;

  HostileTest() throws IOException {
    victim = Setup.listening().timings(TIMINGS).start();
    friend = Setup.joining(victim.address()).start();
  }

  @BeforeAll
  static void beGenerous() {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
  }

  @BeforeEach
  void link() throws Exception {
    await().until(() -> friend.count() == 1 && victim.count() == 1);
  }

  @AfterEach
  void end() throws IOException {
    for (RawPeer stranger : strangers) {
      stranger.close();
    }
    friend.close();
    victim.close();
  }

  private RawPeer stranger() throws IOException {
    var stranger = new RawPeer(victim.port());
    strangers.add(stranger);
    return stranger;
  }

  private void theTrueLinkGoesOn() throws Exception {
    String name = "alive" + ++calls;
    friend.broadcast(name);
    await().until(() -> victim.application.events.contains(name + "()"));
    assertThat(friend.application.events).noneMatch(event -> event.startsWith("down"));
  }

  /** Notices of one kind that may have been told since the start. */
  private int mostNotices() {
    long periods = (System.nanoTime() - startNanos) / NoticeLimiter.PERIOD.toNanos();
    return (int) (periods + 1) * LinkLimits.NOTICES;
  }

  private static void until(BooleanSupplier condition) {
    await().until(condition::getAsBoolean);
  }

  @Test
  void randomBytesAreOneLineEachAndTheLinesAreLimited() throws Exception {
    var random = new SplittableRandom(17);
    for (int i = 0; i < 200; i++) {
      var bytes = new byte[random.nextInt(1, 300)];
      random.nextBytes(bytes);
      try (var stranger = new RawPeer(victim.port())) {
        stranger.say(bytes);
      } catch (SocketException refused) {
        assertThat(refused).as("the victim was faster").isNotNull();
      }
    }
    theTrueLinkGoesOn();
    until(() -> victim.links.statistics().pending() == 0);
    assertThat(victim.notices(LinkNotice.Refused.class)).hasSizeBetween(1, mostNotices());
    assertThat(victim.notices(LinkNotice.Suppressed.class)).isNotEmpty();
    assertThat(victim.links.statistics().connections()).isEqualTo(1);
  }

  @Test
  void aFloodOfConnectionsIsBoundedAndATrueServerGetsInMeanwhile() throws Exception {
    for (int i = 0; i < 400; i++) {
      stranger();
    }
    theTrueLinkGoesOn();
    until(() -> victim.links.statistics().pending() == LinkLimits.PENDING);
    assertThat(victim.links.statistics().connections())
        .isLessThanOrEqualTo(LinkLimits.ACCEPTED + 2 * LinkLimits.PENDING);
    try (var late = Setup.joining(victim.address()).start()) {
      await().until(() -> late.count() == 1);
    }
    assertThat(victim.notices(LinkNotice.Refused.class)).hasSizeLessThanOrEqualTo(mostNotices());
  }

  @Test
  void moreLinksThanMayStandAreRefused() throws Exception {
    // The friend is the first. Fewer at a time than may wait to say hello.
    for (int linked = 1; linked < LinkLimits.ACCEPTED; linked++) {
      stranger().say(RawPeer.HELLO);
      if (linked % (LinkLimits.PENDING / 2) == 0) {
        int expected = linked + 1;
        until(() -> victim.links.statistics().accepted() == expected);
      }
    }
    until(() -> victim.links.statistics().accepted() == LinkLimits.ACCEPTED);
    var late = new ArrayList<RawPeer>();
    for (int i = 0; i < LinkLimits.PENDING / 2; i++) {
      late.add(stranger().say(RawPeer.HELLO));
    }
    for (RawPeer stranger : late) {
      stranger.rest();
    }
    until(() -> victim.links.statistics().connections() == LinkLimits.ACCEPTED);
    assertThat(victim.notices(LinkNotice.Refused.class))
        .isNotEmpty()
        .allMatch(refused -> refused.reason().contains("256 servers have joined already"));
    theTrueLinkGoesOn();
  }

  @Test
  void damagedFramesOfALinkedStrangerAreDroppedAndTheLinesAreLimited() throws Exception {
    var random = new SplittableRandom(4);
    RawPeer stranger = stranger().say(RawPeer.HELLO);
    for (int i = 0; i < 5_000; i++) {
      // An unknown number, a truncated value, an unknown type, an overlong number.
      String body =
          List.of("0063", "0166020005", "01661199", "00ffffffffff").get(random.nextInt(4));
      stranger.say("%08x".formatted(body.length() / 2) + body);
    }
    stranger.say("00000005 03656e64 05");
    until(() -> victim.application.events.contains("end(null)"));
    theTrueLinkGoesOn();
    assertThat(victim.notices(LinkNotice.Damaged.class)).hasSizeBetween(1, mostNotices());
    assertThat(victim.links.statistics().waitingBytes()).isZero();
  }

  @Test
  void truncatedFramesEndTheirLinkOnly() throws Exception {
    RawPeer stranger = stranger().say(RawPeer.HELLO).say("00000100 0166");
    await().until(() -> victim.count() == 2);
    stranger.close();
    await().until(() -> victim.count() == 1);
    theTrueLinkGoesOn();
  }

  @Test
  void largeFramesThatNeverEndHoldUpNobodyForLong() throws Exception {
    byte[] part = Arrays.copyOf(HexFormat.of().parseHex("000f0000" + "0166"), 200_000);
    for (int i = 0; i < 2 * LinkLimits.LARGE_FRAMES; i++) {
      stranger().say(RawPeer.HELLO).say(part);
    }
    theTrueLinkGoesOn();
    friend.broadcast("large", AmfValue.of("x".repeat(300_000)));
    await().until(() -> victim.application.events.stream().anyMatch(e -> e.startsWith("large")));
    until(() -> victim.notices(LinkNotice.Unlinked.class).size() == 2 * LinkLimits.LARGE_FRAMES);
    assertThat(victim.notices(LinkNotice.Unlinked.class))
        .allMatch(
            notice ->
                notice.end() instanceof LinkEnd.Failed(String reason)
                    && reason.contains("did not end it within 2.0 s"));
    theTrueLinkGoesOn();
  }

  @Test
  void aLinkThatDoesNotReadIsEndedAndTheApplicationNeverWaits() throws Exception {
    stranger().say(RawPeer.HELLO);
    await().until(() -> victim.count() == 2);
    AmfValue half = AmfValue.of("x".repeat(TestServer.MAX_FRAME / 2));
    for (int i = 0; i < 100 && victim.count() == 2; i++) {
      victim.broadcast("much", half);
      int seen = i + 1;
      // The friend keeps up, the stranger does not.
      await()
          .until(
              () ->
                  friend.application.events.stream().filter(e -> e.startsWith("much")).count()
                      == seen);
    }
    await().until(() -> victim.count() == 1);
    assertThat(victim.notices(LinkNotice.Unlinked.class))
        .singleElement()
        .extracting(LinkNotice.Unlinked::end)
        .isInstanceOfSatisfying(
            LinkEnd.Failed.class,
            end -> assertThat(end.reason()).contains("does not keep up", "4194304 bytes"));
    theTrueLinkGoesOn();
  }

  @Test
  void aSlowApplicationKeepsOnlyAFewLargeFramesInMemoryBesideTheRoom() throws Exception {
    victim.pause(true);
    byte[] large = frame(1_000_000);
    var writers = new ArrayList<Thread>();
    int frames = 8;
    for (int i = 0; i < 4 * LinkLimits.LARGE_FRAMES; i++) {
      RawPeer stranger = stranger().say(RawPeer.HELLO);
      writers.add(writer(stranger, large, frames));
    }
    // All that is read is either in the room for messages or holds one of the leaves.
    until(() -> victim.links.statistics().waitingBytes() > LinkLimits.WAITING_BYTES - large.length);
    until(() -> victim.links.statistics().largeFrames() == LinkLimits.LARGE_FRAMES);
    TestServer.moment();
    assertThat(victim.links.statistics().largeFrames()).isEqualTo(LinkLimits.LARGE_FRAMES);
    victim.pause(false);
    await()
        .until(
            () ->
                victim.application.events.stream().filter(e -> e.startsWith("f(")).count()
                    == (long) frames * writers.size());
    until(() -> victim.links.statistics().largeFrames() == 0);
    for (Thread writer : writers) {
      writer.join();
    }
    theTrueLinkGoesOn();
  }

  /** A call of f with one text. */
  private static byte[] frame(int textBytes) {
    byte[] frame = new byte[4 + 2 + 1 + 4 + textBytes];
    String head = "%08x".formatted(frame.length - 4) + "0166" + "0c" + "%08x".formatted(textBytes);
    System.arraycopy(HexFormat.of().parseHex(head), 0, frame, 0, head.length() / 2);
    return frame;
  }

  private static Thread writer(RawPeer from, byte[] frame, int count) {
    return Thread.ofPlatform()
        .start(
            () -> {
              try {
                for (int i = 0; i < count; i++) {
                  from.say(frame);
                }
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
  }

  @Test
  void aSlowApplicationStopsTheReadingAndLosesNothing() throws Exception {
    RawPeer stranger = stranger().say(RawPeer.HELLO);
    await().until(() -> victim.count() == 2);
    victim.pause(true);
    int frames = 700;
    Thread writer = writer(stranger, frame(100_000), frames);
    until(() -> victim.links.statistics().waitingBytes() > LinkLimits.WAITING_BYTES - 200_000);
    TestServer.moment();
    assertThat(victim.links.statistics().waitingBytes())
        .isLessThanOrEqualTo(LinkLimits.WAITING_BYTES);
    assertThat(writer.isAlive()).isTrue();
    victim.pause(false);
    await()
        .until(
            () ->
                victim.application.events.stream().filter(e -> e.startsWith("f(")).count()
                    == frames);
    writer.join();
    theTrueLinkGoesOn();
    assertThat(victim.links.statistics().waitingBytes()).isZero();
  }
}
