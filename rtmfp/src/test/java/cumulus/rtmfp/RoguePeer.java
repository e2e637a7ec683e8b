package cumulus.rtmfp;

import cumulus.rtmfp.crypto.InitiatorKeying;
import cumulus.rtmfp.crypto.KeyingPolicy;
import cumulus.rtmfp.trace.DropReason;
import cumulus.rtmfp.wire.Chunk;
import cumulus.rtmfp.wire.PacketHeader;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A far end that breaks the rules on purpose: it carries out a script of {@link RogueAction}s
 * against one host, and says in a {@link Summary} what came of it. Everything it does is recorded.
 */
final class RoguePeer {
  /**
   * What came of a script.
   *
   * @param drops what the host dropped, by reason
   * @param chunks what the rogue got under session keys, by type
   * @param startups what the rogue got under the default key, by type
   * @param sessions the most that the host had at a time
   * @param agreements key agreements that the host began
   * @param reassemblyBytes the most that the host held of what it received
   * @param flows that the host's listener heard of
   * @param bytesSent by the rogue
   * @param bytesReceived by the rogue
   */
  record Summary(
      Map<DropReason, Integer> drops,
      Map<Integer, Integer> chunks,
      Map<Integer, Integer> startups,
      int sessions,
      int agreements,
      long reassemblyBytes,
      int flows,
      long bytesSent,
      long bytesReceived) {
    int drops(DropReason reason) {
      return drops.getOrDefault(reason, 0);
    }

    int chunks(int type) {
      return chunks.getOrDefault(type, 0);
    }

    int startups(int type) {
      return startups.getOrDefault(type, 0);
    }
  }

  private static final int FLOWS_A_PACKET = 40;
  private static final int FIRST_FLOW = 100;

  /** Packets between two turns of the host. */
  private static final int BURST = 50;

  final RawPeer peer;
  private final Bed bed;
  private final Bed.Host host;
  private final List<RogueAction> done = new ArrayList<>();
  private final Map<Integer, Integer> chunks = new TreeMap<>();
  private final Map<Integer, Integer> startups = new TreeMap<>();
  private final SplittableRandom random = new SplittableRandom(4711);
  private int nextFlow = FIRST_FLOW;
  private int sessions;
  private long reassemblyBytes;

  RoguePeer(Bed bed, int number, Bed.Host host) {
    this.bed = bed;
    this.host = host;
    this.peer = new RawPeer(bed, number);
    peer.far = host.address;
  }

  /** Carries a script out. */
  RoguePeer play(List<RogueAction> script) throws ProtocolException {
    for (RogueAction action : script) {
      done.add(action);
      carryOut(action);
      turn(Duration.ofMillis(1));
    }
    return this;
  }

  /** All that was done, as text for {@link RogueAction#script}. */
  String recording() {
    return RogueAction.text(done);
  }

  Summary summary() {
    var traffic = bed.net.traffic(peer.address, host.address);
    var back = bed.net.traffic(host.address, peer.address);
    int flows = host.accepted.stream().mapToInt(each -> each.flows.size()).sum();
    return new Summary(
        Map.copyOf(host.drops),
        Map.copyOf(chunks),
        Map.copyOf(startups),
        sessions,
        host.jobCount,
        reassemblyBytes,
        flows,
        traffic.bytesSent(),
        back.bytesSent());
  }

  private void carryOut(RogueAction action) throws ProtocolException {
    switch (action) {
      case RogueAction.Pause(int millis) -> turn(Duration.ofMillis(millis));
      case RogueAction.Session() -> {
        peer.startups.clear();
        peer.open(host);
      }
      case RogueAction.Packet(int flags, byte[] packet) -> peer.send(flags, 1, -1, packet);
      case RogueAction.Damaged(byte[] packet) -> peer.sendDamaged(packet);
      case RogueAction.Startup(int id, byte[] packet) ->
          peer.sendStartup(host.address, id, writer -> writer.raw(packet));
      case RogueAction.Datagram(byte[] bytes) ->
          bed.net.send(peer.address, host.address, bytes, 0, bytes.length);
      case RogueAction.Hellos(int count) -> inBursts(count, this::hello);
      case RogueAction.Keyings(int count) -> keyings(count);
      case RogueAction.Flows(int count) ->
          inBursts((count + FLOWS_A_PACKET - 1) / FLOWS_A_PACKET, this::openFlows);
      case RogueAction.Move(int port) ->
          bed.net.rebind(peer.address, new Address(peer.address.high(), peer.address.low(), port));
    }
  }

  private void inBursts(int count, Runnable each) {
    for (int i = 1; i <= count; i++) {
      each.run();
      if (i % BURST == 0) {
        turn(Duration.ofMillis(1));
      }
    }
  }

  private void hello() {
    byte[] tag = new byte[Params.TAG_LENGTH];
    random.nextBytes(tag);
    peer.hello(host.address, tag);
  }

  private void keyings(int count) throws ProtocolException {
    var keying =
        InitiatorKeying.begin(
            peer.identity, KeyingPolicy.DEFAULT, peer.identity.certificate(), random);
    inBursts(
        count,
        () -> {
          byte[] cookie = new byte[64];
          random.nextBytes(cookie);
          peer.sendKeying(host.address, cookie, keying);
        });
  }

  private void openFlows() {
    var packet = new ByteArrayOutputStream();
    for (int i = 0; i < FLOWS_A_PACKET; i++) {
      packet.writeBytes(Chunks.opening(nextFlow++, "flow", "x"));
    }
    peer.send(PacketHeader.MODE_INITIATOR, 1, -1, packet.toByteArray());
  }

  private void turn(Duration span) {
    bed.run(span);
    sessions = Math.max(sessions, host.endpoint.sessionCount());
    reassemblyBytes = Math.max(reassemblyBytes, host.endpoint.reassemblyBytes());
    for (RawPeer.Packet packet : peer.packets) {
      packet.chunks().forEach(each -> chunks.merge(each.type(), 1, Integer::sum));
    }
    peer.packets.clear();
    for (RawPeer.Startup each : peer.startups) {
      startups.merge(type(each.chunk()), 1, Integer::sum);
    }
    peer.startups.clear();
  }

  private static int type(Chunk chunk) {
    return switch (chunk) {
      case Chunk.ResponderHello _ -> Chunk.RESPONDER_HELLO;
      case Chunk.ResponderKeying _ -> Chunk.RESPONDER_KEYING;
      case Chunk.CookieChange _ -> Chunk.COOKIE_CHANGE;
      case Chunk.Redirect _ -> Chunk.REDIRECT;
      case Chunk.InitiatorHello _ -> Chunk.INITIATOR_HELLO;
      case Chunk.InitiatorKeying _ -> Chunk.INITIATOR_KEYING;
      default -> throw new AssertionError("not expected from a host: " + chunk);
    };
  }
}
