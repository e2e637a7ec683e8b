package cumulus.rtmfp;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.rtmfp.RogueAction.Damaged;
import cumulus.rtmfp.RogueAction.Datagram;
import cumulus.rtmfp.RogueAction.Flows;
import cumulus.rtmfp.RogueAction.Hellos;
import cumulus.rtmfp.RogueAction.Keyings;
import cumulus.rtmfp.RogueAction.Move;
import cumulus.rtmfp.RogueAction.Packet;
import cumulus.rtmfp.RogueAction.Pause;
import cumulus.rtmfp.RogueAction.Startup;
import cumulus.rtmfp.trace.CloseCause;
import cumulus.rtmfp.trace.DropReason;
import cumulus.rtmfp.wire.Chunk;
import cumulus.rtmfp.wire.UserData;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What rule-breakers achieve: nothing. After each of them an honest client is served. */
final class RogueTest {
  private static final RogueAction SESSION = new RogueAction.Session();
  private static final byte[] OPENING = Chunks.opening(2, "flow", "message");
  private static final byte[] PING = Chunks.chunk(Chunk.PING, new byte[0]);

  private final Bed bed = new Bed(31);
  private final Bed.Host server = bed.server();
  private final RoguePeer rogue = new RoguePeer(bed, 1, server);

  @AfterEach
  void anHonestClientIsServed() {
    var log = bed.client().connect(server);
    assertThat(bed.run(Duration.ofSeconds(3), () -> log.opened)).isTrue();
    log.openFlow("honest").write(Payload.wrap(new byte[20_000]), Delivery.RELIABLE);
    bed.run(Duration.ofSeconds(2));
    assertThat(server.accepted.getLast().flows.getFirst().messages).hasSize(1);
  }

  private RoguePeer.Summary play(RogueAction... actions) throws ProtocolException {
    return rogue.play(List.of(actions)).summary();
  }

  // ---- packets

  @Test
  void damagedPacketsAreDroppedAndTheSessionGoesOn() throws ProtocolException {
    var summary = play(SESSION, new Damaged(OPENING), new Damaged(PING), new Packet(1, OPENING));
    assertThat(summary.drops(DropReason.CHECKSUM)).isEqualTo(2);
    assertThat(summary.flows()).isEqualTo(1);
    assertThat(summary.chunks(Chunk.PING_REPLY)).isZero();
    assertThat(summary.chunks(Chunk.ACK_RANGES)).isEqualTo(1);
  }

  @Test
  void packetsForUnknownSessionsAreNotAnswered() throws ProtocolException {
    var random = new SplittableRandom(1);
    var script = new ArrayList<RogueAction>();
    for (int i = 0; i < 1000; i++) {
      byte[] bytes = new byte[20 + 16 * random.nextInt(70)];
      random.nextBytes(bytes);
      script.add(new Datagram(bytes));
      script.add(new Startup(random.nextInt(), PING));
    }
    var summary = rogue.play(script).summary();
    assertThat(summary.drops(DropReason.UNKNOWN_SESSION)).isEqualTo(2000);
    assertThat(summary.bytesReceived()).isZero();
  }

  @Test
  void endlessNumbersSpoilTheirChunkOnly() throws ProtocolException {
    byte[] endless = new byte[40];
    Arrays.fill(endless, (byte) 0xff);
    byte[] largest = new byte[11];
    Arrays.fill(largest, (byte) 0xff);
    largest[10] = 0x7f;
    var script = new ArrayList<RogueAction>(List.of(SESSION, new Packet(1, OPENING)));
    for (int type = 0; type < 256; type++) {
      for (int zeros = 0; zeros < 4; zeros++) {
        script.add(new Packet(1, Chunks.chunk(type, join(new byte[zeros], endless))));
        script.add(new Packet(1, Chunks.chunk(type, join(new byte[zeros], largest, largest))));
        script.add(new Startup(0, Chunks.chunk(type, join(new byte[zeros], endless))));
        script.add(new Startup(0, Chunks.chunk(type, join(new byte[zeros], largest, largest))));
      }
      if (type == Chunk.CLOSE_REQUEST || type == Chunk.CLOSE_ACK) {
        script.add(SESSION);
      }
    }
    script.add(new Packet(1, Chunks.opening(4, "flow", "message")));
    var summary = rogue.play(script).summary();
    assertThat(summary.drops(DropReason.CHUNK_MALFORMED)).isGreaterThan(50);
    assertThat(server.accepted.getLast().session().isOpen()).isTrue();
    assertThat(server.accepted.getLast().flows.getLast().messages).hasSize(1);
    assertThat(summary.reassemblyBytes()).isLessThan(10_000);
  }

  // ---- flows

  @Test
  void acksOfTheUnsentDoNothing() throws ProtocolException {
    play(SESSION);
    var flow = server.accepted.getFirst().openFlow("back");
    long unknown = flow.id() + 10;
    play(
        new Packet(1, Chunks.ack(flow.id(), 100, 1_000_000)),
        new Packet(1, Chunks.ack(flow.id(), 100, Long.MAX_VALUE, 5, Long.MAX_VALUE)),
        new Packet(1, Chunks.ack(unknown, 0, 5)));
    flow.write(Payload.wrap(new byte[3000]), Delivery.RELIABLE);
    bed.run(Duration.ofMillis(1));
    assertThat(flow.queuedBytes()).as("what was acked before it was sent").isEqualTo(3000);
    play(new Packet(1, Chunks.ack(flow.id(), 100, 0, 50, 1000)));
    assertThat(flow.queuedBytes()).as("ranges of the future").isEqualTo(3000);
    play(new Packet(1, Chunks.ack(flow.id(), 100, 3)));
    assertThat(flow.queuedBytes()).isZero();
    assertThat(rogue.summary().drops(DropReason.ACK_UNKNOWN)).isEqualTo(1);
  }

  @Test
  void fragmentsThatContradictEachOtherGiveOneMessageOrNone() throws ProtocolException {
    play(
        SESSION,
        new Packet(1, OPENING),
        new Packet(1, Chunks.data(2, 3, 2, UserData.MIDDLE, "middle")),
        new Packet(1, Chunks.data(2, 3, 2, UserData.END, "another three")),
        new Packet(1, Chunks.data(2, 3, 2, 0, "and another")),
        new Packet(1, Chunks.data(2, 2, 1, UserData.BEGIN, "begin ")),
        new Packet(1, Chunks.data(2, 2, 1, UserData.BEGIN, "begin again ")),
        new Packet(1, Chunks.data(2, 4, 3, UserData.BEGIN, "a beginning inside ")),
        new Packet(1, Chunks.data(2, 6, 3, UserData.END, "an end too early")),
        new Packet(1, Chunks.data(2, 5, 3, UserData.END, "end")),
        new Packet(1, Chunks.data(2, 7, 3, UserData.MIDDLE, "a middle of nothing")),
        new Packet(1, Chunks.data(2, 8, 3, 0, "whole")));
    var messages = server.accepted.getFirst().flows.getFirst().messages;
    assertThat(
            messages.stream()
                .map(each -> new String(each.bytes(), StandardCharsets.UTF_8))
                .toList())
        .containsExactly("message", "a beginning inside end", "whole");
    assertThat(server.endpoint.reassemblyBytes()).isZero();
  }

  @Test
  void aMillionFlowsStopAtTheLimit() throws ProtocolException {
    var summary = play(SESSION, new Flows(1_000_000));
    assertThat(summary.flows()).isEqualTo(Limits.DEFAULT.flowsPerSession());
    assertThat(summary.drops(DropReason.FLOW_LIMIT))
        .isEqualTo(1_000_000 - Limits.DEFAULT.flowsPerSession());
    assertThat(server.accepted.getFirst().closed).isEmpty();
  }

  // ---- floods

  @Test
  void helloFloodFromOneSourceIsAnsweredUpToTheRate() throws ProtocolException {
    var summary = play(new Hellos(20_000), new Pause(100));
    assertThat(summary.startups(Chunk.RESPONDER_HELLO)).isLessThanOrEqualTo(200);
    assertThat(summary.drops(DropReason.HELLO_RATE)).isGreaterThan(19_000);
    assertThat(summary.sessions()).isZero();
    assertThat(summary.agreements()).isZero();
    bed.run(Duration.ofSeconds(1));
  }

  @Test
  void keyingFloodWithCookiesOfNobodyCostsNoAgreement() throws ProtocolException {
    var summary = play(new Keyings(20_000), new Pause(100));
    assertThat(summary.drops(DropReason.COOKIE)).isEqualTo(20_000);
    assertThat(summary.sessions()).isZero();
    assertThat(summary.agreements()).isZero();
    assertThat(summary.bytesReceived()).isZero();
  }

  // ---- every chunk in every state

  @Test
  void everyChunkInEveryStateHarmsNothing() throws ProtocolException {
    everyChunk(() -> {});
    everyChunk(() -> server.accepted.getLast().session().close());
    everyChunk(() -> rogue.peer.send(Chunks.chunk(Chunk.CLOSE_REQUEST, new byte[0])));
    everyChunk(() -> server.accepted.getLast().session().abort());
    everyChunk(() -> server.accepted.getLast().openFlow("back").close());
    bed.run(Duration.ofMinutes(10));
    assertThat(server.endpoint.sessionCount()).isZero();
    assertThat(server.endpoint.reassemblyBytes()).isZero();
    assertThat(server.accepted).allSatisfy(each -> assertThat(each.closed).isPresent());
    assertThat(server.accepted)
        .noneMatch(each -> each.closed.orElseThrow() instanceof CloseCause.Failed);
  }

  private void everyChunk(Runnable state) throws ProtocolException {
    for (byte[] chunk : everyKind()) {
      play(SESSION, new Packet(1, OPENING));
      state.run();
      int id = server.accepted.getLast().session().nearId();
      for (int mode = 0; mode < 4; mode++) {
        play(new Packet(mode, join(chunk, OPENING)));
      }
      play(new Startup(id, chunk), new Startup(0, chunk));
    }
  }

  @Test
  void everyChunkWhileOpeningHarmsNothing() {
    var client = bed.client();
    client.holdsJobs = true;
    var responder = new RawPeer(bed, 2);
    responder.acceptsSessions = true;
    // Once while the hello, once while the answer to keying is waited for, once while agreeing.
    for (int answered = 0; answered < 3; answered++) {
      responder.acceptsSessions = answered == 2;
      var log = client.connect("rtmfp://server/app", List.of(responder.address));
      bed.run(Duration.ofMillis(1));
      for (byte[] chunk : everyKind()) {
        responder.sendStartup(client.address, log.session().nearId(), each -> each.raw(chunk));
        responder.sendStartup(client.address, 0, each -> each.raw(chunk));
        bed.run(Duration.ofMillis(1));
      }
      assertThat(log.opened).isFalse();
      log.session().close();
    }
    bed.run(Duration.ofSeconds(100));
    assertThat(client.endpoint.sessionCount()).isZero();
  }

  /** A chunk of each type with nothing, with something, and with what it should have. */
  private static List<byte[]> everyKind() {
    var kinds = new ArrayList<byte[]>();
    for (int type = 0; type < 256; type++) {
      kinds.add(Chunks.chunk(type, new byte[0]));
      kinds.add(Chunks.chunk(type, new byte[] {2, 1, 1, 4, 0, 0, 0, 0, 9}));
    }
    kinds.add(Chunks.data(2, 2, 1, 0, "x"));
    kinds.add(Chunks.data(2, 9, 1, UserData.ABANDONED | UserData.FINAL, ""));
    kinds.add(Chunks.ack(2, 0, 1, 1, 1));
    kinds.add(Chunks.chunk(Chunk.FLOW_EXCEPTION, new byte[] {2, 0}));
    return kinds;
  }

  // ---- recordings

  @Test
  void whatWasDoneCanBeDoneAgain() throws ProtocolException {
    var random = new SplittableRandom(3);
    var script = new ArrayList<RogueAction>(List.of(new Hellos(300), new Pause(1000), SESSION));
    for (int i = 0; i < 2000; i++) {
      byte[] bytes = Chunks.data(2, 1 + random.nextInt(9), random.nextInt(3), 0, "data");
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      script.add(random.nextInt(9) == 0 ? new Damaged(bytes) : new Packet(1, bytes));
    }
    script.addAll(List.of(new Move(4000), new Packet(1, PING), new Keyings(5), new Flows(90)));
    script.add(new Pause(2000));
    script.add(new Startup(0, OPENING));
    script.add(new Datagram(new byte[32]));
    var first = rogue.play(script).summary();
    String recording = rogue.recording();

    var again = new Bed(31);
    var replayed = new RoguePeer(again, 1, again.server());
    replayed.play(RogueAction.script(recording));
    assertThat(replayed.summary()).isEqualTo(first);
    assertThat(replayed.recording()).isEqualTo(recording).contains("\nmove 4000\n");
  }

  private static byte[] join(byte[]... parts) {
    var bytes = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      bytes.writeBytes(part);
    }
    return bytes.toByteArray();
  }
}
