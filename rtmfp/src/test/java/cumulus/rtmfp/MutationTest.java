package cumulus.rtmfp;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.rtmfp.crypto.Datagram;
import cumulus.rtmfp.crypto.EndpointDiscriminator;
import cumulus.rtmfp.crypto.PacketCipher;
import cumulus.rtmfp.wire.Ack;
import cumulus.rtmfp.wire.Chunk;
import cumulus.rtmfp.wire.ChunkReader;
import cumulus.rtmfp.wire.PacketHeader;
import cumulus.rtmfp.wire.UserData;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Broken packets under true keys, which no cipher keeps out: nothing but drops comes of them, what
 * is held stays bounded, and a conversation beside them goes on.
 */
final class MutationTest {
  private static final int PACKETS = 50_000;
  private static final int PACKETS_A_TURN = 50;
  private static final long TALK_FLOW = 77_777;
  private static final Limits LIMITS = new Limits(8, 64, 65_536, 300_000, 600_000, 4, 1000);

  private final List<byte[]> seeds = new ArrayList<>();

  MutationTest() {
    for (int flow = 2; flow < 12; flow++) {
      seeds.add(Chunks.opening(flow, "flow", flow % 3, "message"));
      seeds.add(Chunks.data(flow, 2, 1, UserData.BEGIN, "x".repeat(100 * flow)));
      seeds.add(Chunks.data(flow, 3, 2, UserData.MIDDLE, "y".repeat(100)));
      seeds.add(Chunks.data(flow, 4, 3, UserData.END, "z"));
      seeds.add(Chunks.data(flow, 7, 3, 0, "behind a gap"));
      seeds.add(Chunks.data(flow, 900, 20, UserData.ABANDONED, ""));
      seeds.add(Chunks.chunk(Chunk.NEXT_USER_DATA, new byte[] {0, 1, 2, 3}));
      seeds.add(Chunks.ack(flow, 10, 2, 0, 3, 1, 1));
      seeds.add(Chunks.chunk(Chunk.ACK_BITMAP, new byte[] {(byte) flow, 5, 1, 0x55, 0x33}));
      seeds.add(Chunks.chunk(Chunk.BUFFER_PROBE, new byte[] {(byte) flow}));
    }
    seeds.add(Chunks.data(5, 9, 3, UserData.ABANDONED | UserData.FINAL, ""));
    seeds.add(Chunks.chunk(Chunk.FLOW_EXCEPTION, new byte[] {11, 0}));
    seeds.add(Chunks.chunk(Chunk.PING, new byte[20]));
    seeds.add(Chunks.chunk(Chunk.PING_REPLY, new byte[20]));
    seeds.add(Chunks.chunk(Chunk.FORWARDED_HELLO, new byte[60]));
    seeds.add(Chunks.chunk(Chunk.PACKET_FRAGMENT, new byte[] {(byte) 0x80, 1, 1, 2, 3}));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void transportCheck32_mutatedPacketsHarmNothingBesideThem(boolean atServer)
      throws ProtocolException {
    var random = new SplittableRandom(atServer ? 1 : 2);
    var bed = new Bed(20);
    var peer = new RawPeer(bed, 1);
    peer.echoes = true;
    Bed.Host host;
    Bed.SessionLog log;
    if (atServer) {
      host = bed.server(LIMITS);
      peer.open(host);
      log = host.accepted.getFirst();
    } else {
      host =
          bed.host(
              EndpointSettings.Role.CLIENT, Credentials.client(2, random), LIMITS, random.split());
      peer.acceptsSessions = true;
      var opening = host.connect("rtmfp://server/app", List.of(peer.address));
      assertThat(bed.run(Duration.ofSeconds(2), () -> opening.opened)).isTrue();
      log = opening;
    }
    peer.acceptsSessions = false;
    mutate(bed, random, peer, host, log);
  }

  private void mutate(
      Bed bed, SplittableRandom random, RawPeer peer, Bed.Host host, Bed.SessionLog log) {
    var told = new ArrayList<Bed.FlowLog>();
    log.onFlow = each -> behave(each, told);
    var talk = talk(log);
    var back = new ArrayList<SendFlow>();
    for (int i = 0; i < 10; i++) {
      back.add(log.openFlow("back"));
    }
    peer.send(Chunks.opening(TALK_FLOW, "talk", "0"));
    long most = 0;
    for (int i = 1; i <= PACKETS / PACKETS_A_TURN; i++) {
      for (int k = 0; k < PACKETS_A_TURN; k++) {
        byte[] chunks = mutated(random);
        if (isHarmless(chunks, talk.id())) {
          peer.send(random.nextInt(256) & 0xc0, chunks);
        }
      }
      peer.send(Chunks.data(TALK_FLOW, i + 1, 1, 0, Integer.toString(i)));
      talk.write(Payload.wrap(new byte[i % 2000]), Delivery.RELIABLE);
      SendFlow some = back.get(i % back.size());
      some.write(Payload.wrap(new byte[i % 3000]), i % 3 == 0 ? Delivery.ONCE : Delivery.MEDIA);
      bed.run(Duration.ofMillis(2));
      acknowledge(peer);
      most = Math.max(most, host.endpoint.reassemblyBytes());
    }
    bed.run(Duration.ofSeconds(30), () -> finished(peer, talk));

    assertThat(log.closed).isEmpty();
    assertThat(most).isBetween(1L, LIMITS.sessionReassemblyBytes());
    assertThat(talk.queuedBytes()).as("what we send beside it arrives").isZero();
    assertThat(told.getFirst().messages)
        .as("what we receive beside it arrives")
        .hasSize(PACKETS / PACKETS_A_TURN + 1);
    assertThat(host.endpoint.sessionCount()).isEqualTo(1);
    assertThat(told).hasSizeLessThan(2000);
    assertThat(host.drops).isNotEmpty();
    log.session().abort();
    bed.run(Duration.ofMillis(1));
    assertThat(host.endpoint.reassemblyBytes()).isZero();
  }

  private static SendFlow talk(Bed.SessionLog log) {
    SendFlow talk = log.openFlow("talk");
    for (int i = 0; i < 200; i++) {
      if (talk.id() > 100) {
        return talk;
      }
      // A number that hardly any mutation hits.
      talk.close();
      talk = log.openFlow("talk");
    }
    return talk;
  }

  private static boolean finished(RawPeer peer, SendFlow talk) {
    acknowledge(peer);
    return talk.queuedBytes() == 0;
  }

  /** Acknowledges what came, and forgets it. */
  private static void acknowledge(RawPeer peer) {
    var highest = new TreeMap<Long, Long>();
    for (Chunks.Data each : Chunks.data(peer.packets)) {
      highest.merge(each.flowId(), each.sequence(), Math::max);
    }
    highest.forEach((flow, sequence) -> peer.send(Chunks.ack(flow, 64, sequence)));
    peer.clear();
  }

  private static void behave(Bed.FlowLog each, List<Bed.FlowLog> told) {
    told.add(each);
    if (each.flow.id() == TALK_FLOW) {
      return;
    }
    switch ((int) (each.flow.id() % 6)) {
      case 0 -> each.flow.setReorderWindow(20_000_000, firstByte -> firstByte != 'z');
      case 1 -> each.flow.deliverOnArrival();
      case 2 -> each.flow.suspend();
      case 4 -> each.onMessage = message -> each.flow.reject(4);
      default -> {}
    }
  }

  private byte[] mutated(SplittableRandom random) {
    var packet = new ByteArrayOutputStream();
    int chunks = 1 + random.nextInt(4);
    for (int i = 0; i < chunks; i++) {
      packet.writeBytes(seeds.get(random.nextInt(seeds.size())));
    }
    byte[] bytes = packet.toByteArray();
    int changes = random.nextInt(4);
    for (int i = 0; i < changes && bytes.length > 4; i++) {
      int at = random.nextInt(bytes.length - 1);
      switch (random.nextInt(7)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt();
        case 2 -> bytes = Arrays.copyOf(bytes, at + 1);
        case 3 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 11), (byte) 0xff);
        case 4 -> bytes[at + 1] = (byte) (random.nextInt(3) - 1);
        case 5 -> System.arraycopy(bytes, at, bytes, at + 1, bytes.length - at - 1);
        default -> System.arraycopy(bytes, at + 1, bytes, at, bytes.length - at - 1);
      }
    }
    return bytes;
  }

  /** False for what rightly ends the session, or speaks of the talk. */
  private static boolean isHarmless(byte[] chunks, long talk) {
    // A last chunk may reach into the padding.
    byte[] padded = Arrays.copyOf(chunks, chunks.length + 15);
    Arrays.fill(padded, chunks.length, padded.length, (byte) 0xff);
    var reader = new ChunkReader();
    reader.reset(padded, 0, padded.length);
    boolean isHarmless = true;
    for (Chunk chunk = reader.next(); !(chunk instanceof Chunk.End); chunk = reader.next()) {
      isHarmless &=
          switch (chunk) {
            case Chunk.CloseRequest _ -> false;
            case Chunk.CloseAck _ -> false;
            case Chunk.FlowException report -> report.flowId() != talk;
            case UserData data -> data.flowId != TALK_FLOW;
            case Ack ack -> ack.flowId != talk;
            case Chunk.Cold _ -> true;
          };
    }
    return isHarmless;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void transportCheck32_mutatedStartupPacketsAndNoiseAreDropped(boolean atServer) {
    var random = new SplittableRandom(3);
    var bed = new Bed(21);
    var host =
        atServer
            ? bed.server(LIMITS)
            : bed.host(
                EndpointSettings.Role.CLIENT,
                Credentials.client(2, random),
                LIMITS,
                random.split());
    host.holdsJobs = true;
    var peer = new RawPeer(bed, 1);
    if (!atServer) {
      host.connect("rtmfp://server/app", List.of(peer.address));
      bed.run(Duration.ofMillis(1));
    }
    byte[] url = EndpointDiscriminator.forUrl("rtmfp://server/app").encoded();
    byte[] certificate = peer.identity.certificate().encoded();
    var startups =
        List.of(
            Chunks.chunk(Chunk.INITIATOR_HELLO, counted(url, new byte[16])),
            Chunks.chunk(Chunk.RESPONDER_HELLO, counted(new byte[16], counted(url, certificate))),
            Chunks.chunk(Chunk.REDIRECT, counted(new byte[16], new byte[] {1, 10, 0, 0, 1, 7, 7})),
            Chunks.chunk(Chunk.COOKIE_CHANGE, counted(new byte[64], new byte[64])),
            Chunks.chunk(
                Chunk.INITIATOR_KEYING,
                counted(new byte[64], counted(certificate, counted(new byte[76], url)))),
            Chunks.chunk(Chunk.RESPONDER_KEYING, counted(new byte[139], new byte[] {0x58})),
            Chunks.chunk(Chunk.PACKET_FRAGMENT, new byte[] {(byte) 0x80, 1, 1, 2, 3}));
    seeds.clear();
    seeds.addAll(startups);
    for (int i = 0; i < 20_000; i++) {
      byte[] chunks = mutated(random);
      int id = random.nextInt(3) == 0 ? random.nextInt() : 0;
      peer.sendStartup(host.address, id, packet -> packet.raw(chunks));
      byte[] noise = noise(random);
      bed.net.send(peer.address, host.address, noise, 0, noise.length);
      if (i % 50 == 0) {
        bed.run(Duration.ofMillis(1));
        peer.startups.clear();
      }
    }
    bed.run(Duration.ofMillis(100));

    assertThat(host.endpoint.sessionCount()).isEqualTo(atServer ? 0 : 1);
    assertThat(host.accepted).isEmpty();
    assertThat(host.jobCount).isZero();
    assertThat(host.drops.values().stream().mapToInt(each -> each).sum()).isGreaterThan(20_000);
  }

  /** Random bytes; half of them look like a packet for session id 0. */
  private static byte[] noise(SplittableRandom random) {
    byte[] noise = new byte[random.nextInt(200)];
    random.nextBytes(noise);
    if (random.nextBoolean()) {
      var cipher = PacketCipher.defaultKey();
      byte[] plain = new byte[300];
      random.nextBytes(plain);
      plain[16] = (byte) (plain[16] & ~PacketHeader.MODE | random.nextInt(4));
      byte[] sealed = new byte[300];
      int length = cipher.seal(plain, 16, 17 + noise.length, sealed, Datagram.SESSION_ID_LENGTH);
      Datagram.scramble(sealed, 0, Datagram.SESSION_ID_LENGTH + length, 0);
      noise = Arrays.copyOf(sealed, Datagram.SESSION_ID_LENGTH + length);
    }
    return noise;
  }

  private static byte[] counted(byte[] first, byte[] rest) {
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(Chunks.vlus(first.length));
    bytes.writeBytes(first);
    bytes.writeBytes(rest);
    return bytes.toByteArray();
  }
}
