package cumulus.rtmfp;

import cumulus.rtmfp.crypto.EndpointDiscriminator;
import cumulus.rtmfp.wire.Ack;
import cumulus.rtmfp.wire.Chunk;
import cumulus.rtmfp.wire.ChunkReader;
import cumulus.rtmfp.wire.UserData;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Good chunks of every type, from which hostile ones are made, and what they turned out to be. */
final class HostileInputs {
  /** What may come under session keys. */
  static final List<Integer> SESSION_TYPES =
      List.of(
          Chunk.PING,
          Chunk.PING_REPLY,
          Chunk.USER_DATA,
          Chunk.NEXT_USER_DATA,
          Chunk.ACK_BITMAP,
          Chunk.ACK_RANGES,
          Chunk.BUFFER_PROBE,
          Chunk.FLOW_EXCEPTION,
          Chunk.CLOSE_REQUEST,
          Chunk.CLOSE_ACK,
          Chunk.FORWARDED_HELLO);

  /** What may come under the default key. */
  static final List<Integer> STARTUP_TYPES =
      List.of(
          Chunk.INITIATOR_HELLO,
          Chunk.RESPONDER_HELLO,
          Chunk.REDIRECT,
          Chunk.COOKIE_CHANGE,
          Chunk.INITIATOR_KEYING,
          Chunk.RESPONDER_KEYING,
          Chunk.PACKET_FRAGMENT);

  private final Map<Integer, Integer> wellFormed = new TreeMap<>();
  private final Map<Integer, Integer> malformed = new TreeMap<>();

  HostileInputs() {}

  static List<byte[]> session() {
    var seeds = new ArrayList<byte[]>();
    for (int flow = 2; flow < 12; flow++) {
      seeds.add(Chunks.opening(flow, "flow", flow % 3, "message"));
      seeds.add(Chunks.data(flow, 2, 1, UserData.BEGIN, "x".repeat(40 * flow)));
      seeds.add(Chunks.data(flow, 3, 2, UserData.MIDDLE, "y".repeat(100)));
      seeds.add(Chunks.data(flow, 4, 3, UserData.END, "z"));
      seeds.add(Chunks.data(flow, 7, 3, 0, "behind a gap"));
      seeds.add(Chunks.data(flow, 900, 20, UserData.ABANDONED, ""));
      seeds.add(Chunks.data(flow, 9, 3, UserData.ABANDONED | UserData.FINAL, ""));
      seeds.add(Chunks.chunk(Chunk.NEXT_USER_DATA, new byte[] {0, 1, 2, 3}));
      seeds.add(Chunks.ack(flow, 10, 2, 0, 3, 1, 1));
      seeds.add(Chunks.chunk(Chunk.ACK_BITMAP, new byte[] {(byte) flow, 5, 1, 0x55, 0x33}));
      seeds.add(Chunks.chunk(Chunk.BUFFER_PROBE, new byte[] {(byte) flow}));
      seeds.add(Chunks.chunk(Chunk.FLOW_EXCEPTION, new byte[] {(byte) flow, 0}));
      seeds.add(Chunks.chunk(Chunk.PING, new byte[2 * flow]));
      seeds.add(Chunks.chunk(Chunk.PING_REPLY, new byte[3 * flow]));
      seeds.add(Chunks.chunk(Chunk.FORWARDED_HELLO, forwarded()));
    }
    seeds.add(Chunks.chunk(Chunk.PACKET_FRAGMENT, new byte[] {(byte) 0x80, 1, 1, 2, 3}));
    return seeds;
  }

  /** The same, among them what ends the session. */
  static List<byte[]> sessionWithEnds() {
    List<byte[]> seeds = session();
    for (int i = 0; i < 4; i++) {
      seeds.add(Chunks.chunk(Chunk.CLOSE_REQUEST, new byte[0]));
      seeds.add(Chunks.chunk(Chunk.CLOSE_ACK, new byte[0]));
    }
    return seeds;
  }

  private static byte[] forwarded() {
    byte[] wanted = EndpointDiscriminator.forPeer(new byte[32]).encoded();
    return join(counted(wanted), new byte[] {2, 10, 1, 0, 1, 7, 0x7f}, new byte[16]);
  }

  /** Chunks for an opening session with this tag, and for a responder that gave this cookie. */
  static List<byte[]> startup(RawPeer peer, byte[] tag, byte[] cookie) {
    byte[] url = EndpointDiscriminator.forUrl("rtmfp://server/app").encoded();
    byte[] certificate = peer.identity.certificate().encoded();
    byte[] near = new byte[64];
    return List.of(
        Chunks.chunk(Chunk.INITIATOR_HELLO, join(counted(url), new byte[16])),
        Chunks.chunk(
            Chunk.RESPONDER_HELLO, join(counted(tag), counted(near), peer.serverCertificate())),
        Chunks.chunk(Chunk.REDIRECT, join(counted(tag), new byte[] {1, 10, 9, 0, 1, 7, 7})),
        Chunks.chunk(Chunk.COOKIE_CHANGE, join(counted(near), new byte[64])),
        Chunks.chunk(
            Chunk.INITIATOR_KEYING,
            join(new byte[4], counted(cookie), counted(certificate), counted(component()))),
        Chunks.chunk(
            Chunk.RESPONDER_KEYING, join(new byte[4], counted(component()), new byte[] {0x58})),
        Chunks.chunk(Chunk.PACKET_FRAGMENT, new byte[] {(byte) 0x80, 1, 1, 2, 3}),
        Chunks.chunk(Chunk.PACKET_FRAGMENT, new byte[] {0, 1, 2, 2, 3}));
  }

  /** What Flash Player sends: group 2, a salt, HMAC and numbers on request. */
  private static byte[] component() {
    byte[] salt = new byte[64];
    return join(new byte[] {2, 0x1d, 2, 0x41, 0x0e}, salt, new byte[] {3, 0x1a, 2, 10, 2, 0x1e, 2});
  }

  /** Counts the chunks of a packet as its receiver will see them. */
  void count(byte[] chunks) {
    byte[] padded = padded(chunks);
    var reader = new ChunkReader();
    reader.reset(padded, 0, padded.length);
    int at = 0;
    for (Chunk chunk = reader.next(); !(chunk instanceof Chunk.End); chunk = reader.next()) {
      while (padded[at] == 0 || padded[at] == (byte) 0xff) {
        at = end(padded, at);
      }
      int type = padded[at] & 0xff;
      (chunk instanceof Chunk.Malformed ? malformed : wellFormed).merge(type, 1, Integer::sum);
      at = end(padded, at);
    }
  }

  private static int end(byte[] packet, int at) {
    return at + 3 + ((packet[at + 1] & 0xff) << 8 | packet[at + 2] & 0xff);
  }

  /** A last chunk may reach into the padding. */
  private static byte[] padded(byte[] chunks) {
    byte[] padded = Arrays.copyOf(chunks, chunks.length + 15);
    Arrays.fill(padded, chunks.length, padded.length, (byte) 0xff);
    return padded;
  }

  int wellFormed(int type) {
    return wellFormed.getOrDefault(type, 0);
  }

  /** One line: how many chunks of each type reached its handler, and how many were malformed. */
  String report() {
    var text = new StringBuilder();
    for (List<Integer> types : List.of(SESSION_TYPES, STARTUP_TYPES)) {
      for (int type : types) {
        int broken = malformed.getOrDefault(type, 0);
        text.append(" %02x:%d/%d".formatted(type, wellFormed(type), broken));
      }
    }
    return text.toString().strip();
  }

  /** False for what rightly ends a session, or speaks of these flows. */
  static boolean isHarmless(byte[] chunks, long sent, long received) {
    byte[] padded = padded(chunks);
    var reader = new ChunkReader();
    reader.reset(padded, 0, padded.length);
    boolean isHarmless = true;
    for (Chunk chunk = reader.next(); !(chunk instanceof Chunk.End); chunk = reader.next()) {
      isHarmless &=
          switch (chunk) {
            case Chunk.CloseRequest _ -> false;
            case Chunk.CloseAck _ -> false;
            case Chunk.FlowException report -> report.flowId() != sent;
            case UserData data -> data.flowId != received;
            case Ack ack -> ack.flowId != sent;
            case Chunk.Cold _ -> true;
          };
    }
    return isHarmless;
  }

  static byte[] counted(byte[] bytes) {
    return join(Chunks.vlus(bytes.length), bytes);
  }

  static byte[] join(byte[]... parts) {
    var bytes = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      bytes.writeBytes(part);
    }
    return bytes.toByteArray();
  }
}
