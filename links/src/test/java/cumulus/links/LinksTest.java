package cumulus.links;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import cumulus.flash.amf.AmfInteger;
import cumulus.flash.amf.AmfString;
import cumulus.flash.amf.AmfValue;
import cumulus.links.TestServer.Setup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers linked over loopback. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class LinksTest {
  @BeforeAll
  static void beGenerous() {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
  }

  private static void awaitLinked(TestServer... servers) {
    for (TestServer server : servers) {
      await().until(() -> server.count() == 1);
    }
  }

  @Test
  void multiServerCheck1_oneTargetLinksTwoServersOnce() throws Exception {
    try (var b = Setup.listening().start();
        var a = Setup.joining(b.address()).start()) {
      awaitLinked(a, b);
      assertThat(a.number(s -> s.targets().count() * 10 + s.initiators().count())).isEqualTo(10);
      assertThat(b.number(s -> s.targets().count() * 10 + s.initiators().count())).isEqualTo(1);
      assertThat(a.first().isTarget()).isTrue();
      assertThat(b.first().isTarget()).isFalse();
      assertThat(a.first().address()).isEqualTo(b.address());
      assertThat(b.first().address()).startsWith("127.0.0.1:");
      await()
          .until(
              () ->
                  b.application.events.contains("applications []")
                      && a.application.events.contains("applications []"));
      assertThat(a.application.events).filteredOn(e -> e.startsWith("up ")).hasSize(1);
      assertThat(b.application.events).filteredOn(e -> e.startsWith("up ")).hasSize(1);
    }
  }

  @Test
  void multiServerCheck2_aTargetThatStartsLateOrAgainIsLinkedAtTheNextAttempt() throws Exception {
    int port = freePort();
    try (var a = Setup.joining("127.0.0.1:" + port).start()) {
      await().until(() -> a.notices(LinkNotice.Unreachable.class).size() >= 2);
      assertThat(a.notices(LinkNotice.Unreachable.class).getFirst().isKnown()).isFalse();
      assertThat(a.notices(LinkNotice.Unreachable.class).get(1).isKnown()).isTrue();
      assertThat(a.application.events).isEmpty();
      for (int i = 1; i <= 2; i++) {
        int times = i;
        try (var b = Setup.listening().port(port).start()) {
          awaitLinked(a, b);
        }
        await().until(() -> a.count() == 0);
        await()
            .until(
                () ->
                    a.application.events.stream().filter(e -> e.startsWith("down")).count()
                        == times);
      }
      assertThat(a.application.events)
          .filteredOn(e -> !e.startsWith("applications"))
          .containsExactly(
              "up 127.0.0.1:" + port,
              "down 127.0.0.1:" + port,
              "up 127.0.0.1:" + port,
              "down 127.0.0.1:" + port);
    }
  }

  @Test
  void multiServerCheck3_propertiesAreTheSameOnBothSides() throws Exception {
    try (var b = Setup.listening().start();
        var a = Setup.joining(b.address() + "?type=master&b=x+y%20z").start()) {
      awaitLinked(a, b);
      for (TestServer server : List.of(a, b)) {
        LinkedServer other = server.first();
        assertThat(other.property(AmfString.of("type"))).contains(AmfString.of("master"));
        assertThat(other.property(AmfString.of("b"))).contains(AmfString.of("x y z"));
        assertThat(other.property(AmfString.of("none"))).isEmpty();
      }
    }
  }

  @Test
  void multiServerCheck4_publicAddressIsTheConfiguredOneOrThatOfTheLink() throws Exception {
    try (var b = Setup.listening().publicAddress("live1.example.org:1935").start();
        var a = Setup.joining(b.address()).start()) {
      awaitLinked(a, b);
      assertThat(a.first().publicAddress()).isEqualTo("live1.example.org:1935");
      assertThat(b.first().publicAddress()).isEqualTo("127.0.0.1:19351");
    }
  }

  @Test
  void multiServerCheck5_theBytesOfAnAcceptorAreThoseOfTheOriginal() throws Exception {
    try (var b = Setup.listening().start();
        var peer = new RawPeer(b.port())) {
      assertThat(peer.hear()).isEqualTo("00000005" + "0000004b97");
      peer.say(RawPeer.HELLO);
      assertThat(peer.hear()).isEqualTo("00000003" + "012e00");
      awaitLinked(b);
      b.broadcast("hi", new AmfInteger(1), AmfValue.of("two"));
      b.broadcast("hi", new AmfInteger(2));
      b.broadcast("bc", AmfValue.of(true));
      assertThat(peer.hear()).isEqualTo("0000000c" + "026869" + "110401" + "11060774776f");
      assertThat(peer.hear()).isEqualTo("00000005" + "0002" + "110402");
      assertThat(peer.hear()).isEqualTo("00000005" + "026263" + "0101");
      peer.say("0000000c 026869 110401 11060774776f 00000005 0001 110402");
      await().until(() -> b.application.events.size() == 3);
      assertThat(b.application.events).endsWith("hi(1 \"two\")", "hi(2)");
    }
  }

  @Test
  void multiServerCheck5_theBytesOfAnInitiatorAreThoseOfTheOriginal() throws Exception {
    try (var listening = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"));
        var a = Setup.joining("127.0.0.1:" + listening.getLocalPort() + "?a=b").start();
        var peer = new RawPeer(listening.accept())) {
      assertThat(peer.hear()).isEqualTo("00000009" + "0000004b97" + "01610162");
      peer.say("00000013 0000 010f 3132372e302e302e313a3139333532");
      assertThat(peer.hear()).isEqualTo("00000003" + "012e00");
      awaitLinked(a);
      assertThat(a.first().publicAddress()).isEqualTo("127.0.0.1:19352");
    }
  }

  @Test
  void multiServerCheck6_framesInPiecesAreUnderstood() throws Exception {
    try (var b = Setup.listening().start();
        var peer = new RawPeer(b.port())) {
      for (String piece :
          List.of("000000", "05000000", "4b97000000", "03026869", "00000002", "0001")) {
        peer.say(piece);
        TestServer.moment();
      }
      await().until(() -> b.application.events.size() == 3);
      assertThat(b.application.events).endsWith("hi()", "hi()");
    }
  }

  @Test
  void multiServerCheck13_unresolvableTargetsAreAnErrorAtEachAttemptAndBlockNothing()
      throws Exception {
    var never = new CountDownLatch(1);
    HostResolver resolver =
        host -> {
          if (host.equals("slow.invalid")) {
            awaitForEver(never);
          }
          if (host.equals("127.0.0.1")) {
            return new InetAddress[] {InetAddress.ofLiteral(host)};
          }
          throw new UnknownHostException(host);
        };
    LinkTimings timings =
        new LinkTimings(
            Duration.ofMillis(200),
            TestServer.FAST.hello(),
            Duration.ofMillis(300),
            TestServer.FAST.largeFrame(),
            TestServer.FAST.stall(),
            TestServer.FAST.stop());
    try (var b = Setup.listening().start();
        var a =
            Setup.joining("none.invalid:1;slow.invalid:2;noport;" + b.address())
                .timings(timings)
                .resolver(resolver)
                .start()) {
      awaitLinked(a, b);
      for (String target : List.of("none.invalid:1", "slow.invalid:2", "noport")) {
        await()
            .until(
                () ->
                    a.notices(LinkNotice.JoinFailed.class).stream()
                            .filter(notice -> notice.target().equals(target))
                            .count()
                        >= 2);
      }
      a.broadcast("alive");
      await().until(() -> b.application.events.contains("alive()"));
    } finally {
      never.countDown();
    }
  }

  private static void awaitForEver(CountDownLatch never) {
    try {
      never.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void multiServerCheck20_anUnknownNumberIsOneErrorAndThePublicAddressStays() throws Exception {
    try (var b = Setup.listening().start();
        var peer = new RawPeer(b.port())) {
      peer.say(RawPeer.HELLO).say("00000008 0009 010378787878").say("00000003 026869");
      await().until(() -> b.application.events.contains("hi()"));
      assertThat(b.notices(LinkNotice.Damaged.class))
          .singleElement()
          .asString()
          .contains("handler number 9 where 0 names have come");
      assertThat(b.first().publicAddress()).isEqualTo("127.0.0.1:19351");
    }
  }

  @Test
  void multiServerCheck21_aFrameAboveTheLimitEndsTheLinkWithAnError() throws Exception {
    try (var b = Setup.listening().start();
        var peer = new RawPeer(b.port())) {
      peer.say(RawPeer.HELLO);
      awaitLinked(b);
      peer.say("00100001");
      assertThat(peer.rest()).contains("012e00");
      await().until(() -> b.count() == 0);
      assertThat(b.notices(LinkNotice.Unlinked.class).getFirst().end())
          .isInstanceOfSatisfying(
              LinkEnd.Failed.class,
              failed -> assertThat(failed.reason()).contains("a frame of 1048577 bytes"));
    }
  }

  @Test
  void multiServerCheck22_eachSideIsReachedAlone() throws Exception {
    try (var c = Setup.listening().start();
        var b = Setup.joining(c.address()).port(0).start();
        var a = Setup.joining(b.address()).start()) {
      awaitLinked(a, c);
      await().until(() -> b.count() == 2);
      b.run(
          servers -> {
            servers.targets().broadcast(AmfString.of("down"), List.of());
            servers.initiators().broadcast(AmfString.of("up"), List.of());
            servers.all().broadcast(AmfString.of("end"), List.of());
          });
      for (TestServer server : List.of(a, c)) {
        await().until(() -> server.application.events.contains("end()"));
      }
      assertThat(a.application.events).contains("up()").doesNotContain("down()");
      assertThat(c.application.events).contains("down()").doesNotContain("up()");
      b.run(
          servers -> {
            assertThat(servers.targets().find(c.address())).isPresent();
            assertThat(servers.initiators().find(c.address())).isEmpty();
          });
      assertThat(b.number(s -> s.targets().count() + s.initiators().count())).isEqualTo(2);
    }
  }

  @Test
  void multiServerCheck23_aSharedSecretLinksAndCallsGoThrough() throws Exception {
    try (var b = Setup.listening().secret("s3cret").start();
        var a = Setup.joining(b.address()).secret("s3cret").start()) {
      awaitLinked(a, b);
      a.broadcast("auth", new AmfInteger(1));
      await().until(() -> b.application.events.contains("auth(1)"));
    }
  }

  @Test
  void multiServerCheck23_anotherSecretIsOneErrorForEachAttemptOnBothSides() throws Exception {
    try (var b = Setup.listening().secret("s3cret").start();
        var a = Setup.joining(b.address()).secret("other").start()) {
      await().until(() -> a.notices(LinkNotice.JoinFailed.class).size() >= 2);
      await().until(() -> b.notices(LinkNotice.Refused.class).size() >= 2);
      int attempts = a.notices(LinkNotice.Joining.class).size();
      assertThat(a.notices(LinkNotice.JoinFailed.class).size())
          .isBetween(attempts - 1, attempts + 1);
      assertThat(a.count() + b.count()).isZero();
    }
  }

  @Test
  void multiServerCheck23_nothingOfTheHelloIsRevealedToTheUnproven() throws Exception {
    try (var b = Setup.listening().secret("s3cret").start()) {
      for (String first :
          List.of(
              RawPeer.HELLO,
              "00000025 0461757468" + "11".repeat(32) + "00000022 0001" + "22".repeat(32))) {
        try (var peer = new RawPeer(b.port())) {
          peer.say(first);
          assertThat(peer.rest())
              .doesNotContain("004b97")
              .satisfiesAnyOf(
                  all -> assertThat(all).startsWith("000000250461757468"),
                  all -> assertThat(all).isEmpty());
        }
      }
      await().until(() -> b.notices(LinkNotice.Refused.class).size() == 2);
    }
  }

  @Test
  void multiServerCheck23_silenceIsAnErrorAfterTheTimeForTheHandshake() throws Exception {
    LinkTimings timings =
        new LinkTimings(
            TestServer.FAST.join(),
            Duration.ofMillis(200),
            TestServer.FAST.connect(),
            TestServer.FAST.largeFrame(),
            TestServer.FAST.stall(),
            TestServer.FAST.stop());
    assertThat(LinkTimings.DEFAULT.hello()).isEqualTo(Duration.ofSeconds(5));
    for (String secret : List.of("", "s3cret")) {
      try (var b = Setup.listening().secret(secret).timings(timings).start();
          var peer = new RawPeer(b.port())) {
        peer.say("0000");
        assertThat(peer.rest()).isNotEmpty();
        await().until(() -> b.notices(LinkNotice.Refused.class).size() == 1);
        assertThat(b.notices(LinkNotice.Refused.class).getFirst().reason())
            .contains("did not say hello within 0.2 s");
      }
    }
  }

  @Test
  void largeAndManyMessagesArriveWholeAndInOrder() throws Exception {
    try (var b = Setup.listening().start();
        var a = Setup.joining(b.address()).start()) {
      awaitLinked(a, b);
      b.application.events.clear();
      for (int i = 0; i < 2_000; i++) {
        a.broadcast("n", new AmfInteger(i));
        if (i % 100 == 0) {
          a.broadcast("large", AmfValue.of("x".repeat(500_000)));
        }
      }
      await().until(() -> b.application.events.size() == 2_020);
      List<String> numbers = b.application.events.stream().filter(e -> e.startsWith("n(")).toList();
      for (int i = 0; i < 2_000; i++) {
        assertThat(numbers.get(i)).isEqualTo("n(" + i + ")");
      }
    }
  }

  @Test
  void theOrderlyStopSendsWhatWaitsAndTheOtherSideHearsOneEnd() throws Exception {
    try (var b = Setup.listening().start()) {
      try (var a = Setup.joining(b.address()).start()) {
        awaitLinked(a, b);
        a.broadcast("large", AmfValue.of("x".repeat(500_000)));
        a.broadcast("last");
      }
      await().until(() -> b.count() == 0);
      assertThat(b.application.events).filteredOn(e -> e.equals("last()")).hasSize(1);
      assertThat(b.application.events.getLast()).startsWith("down ");
      assertThat(b.notices(LinkNotice.Unlinked.class))
          .singleElement()
          .extracting(LinkNotice.Unlinked::end)
          .isEqualTo(new LinkEnd.FarClosed());
    }
  }

  @Test
  void aBoundPortIsAnErrorAtOnce() throws Exception {
    try (var b = Setup.listening().start()) {
      assertThatThrownBy(() -> Setup.listening().port(b.port()).start())
          .isInstanceOf(IOException.class);
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }
}
