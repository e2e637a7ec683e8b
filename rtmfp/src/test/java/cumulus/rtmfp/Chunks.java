package cumulus.rtmfp;

import cumulus.rtmfp.wire.Ack;
import cumulus.rtmfp.wire.Chunk;
import cumulus.rtmfp.wire.ChunkReader;
import cumulus.rtmfp.wire.UserData;
import cumulus.rtmfp.wire.Vlu;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Whole chunks made by hand, and chunks that came, read into values. */
final class Chunks {
  /** User data in a form that lasts. */
  record Data(long flowId, long sequence, long forwardSequence, int flags, byte[] bytes) {
    boolean hasOptions() {
      return (flags & UserData.OPTIONS) != 0;
    }

    boolean isAbandoned() {
      return (flags & UserData.ABANDONED) != 0;
    }

    boolean isFinal() {
      return (flags & UserData.FINAL) != 0;
    }
  }

  /** An acknowledgement in a form that lasts; ranges as from, to, from, to ... */
  record Acked(long flowId, long blocks, long cumulative, List<Long> ranges) {}

  private Chunks() {}

  static byte[] chunk(int type, byte[] payload) {
    byte[] chunk = new byte[3 + payload.length];
    chunk[0] = (byte) type;
    chunk[1] = (byte) (payload.length >>> 8);
    chunk[2] = (byte) payload.length;
    System.arraycopy(payload, 0, chunk, 3, payload.length);
    return chunk;
  }

  /** Numbers as VLUs behind each other. */
  static byte[] vlus(long... values) {
    var bytes = new ByteArrayOutputStream();
    for (long value : values) {
      byte[] one = new byte[Vlu.MAX_LENGTH];
      bytes.write(one, 0, Vlu.write(one, 0, value));
    }
    return bytes.toByteArray();
  }

  private static byte[] join(byte[]... parts) {
    var bytes = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      bytes.writeBytes(part);
    }
    return bytes.toByteArray();
  }

  /** The first chunk of a flow, with its metadata. */
  static byte[] opening(long flow, String metadata, String data) {
    return opening(flow, metadata, 0, data);
  }

  /** The same, in return to a flow of the far end unless that is 0. */
  static byte[] opening(long flow, String metadata, long inReturnTo, String data) {
    byte[] text = metadata.getBytes(StandardCharsets.UTF_8);
    byte[] association = inReturnTo == 0 ? new byte[0] : join(vlus(1 + 1), new byte[] {0x0a});
    byte[] options = join(vlus(1 + text.length), new byte[] {0}, text, association);
    byte[] answered = inReturnTo == 0 ? new byte[0] : vlus(inReturnTo);
    return chunk(
        Chunk.USER_DATA,
        join(
            new byte[] {(byte) UserData.OPTIONS},
            vlus(flow, 1, 1),
            options,
            answered,
            new byte[] {0},
            data.getBytes(StandardCharsets.UTF_8)));
  }

  /** User data without options. */
  static byte[] data(long flow, long sequence, long forwardOffset, int flags, String data) {
    return chunk(
        Chunk.USER_DATA,
        join(
            new byte[] {(byte) flags},
            vlus(flow, sequence, forwardOffset),
            data.getBytes(StandardCharsets.UTF_8)));
  }

  /** An acknowledgement; ranges as hole count less one, received count less one, ... */
  static byte[] ack(long flow, long blocks, long cumulative, long... pairs) {
    return chunk(Chunk.ACK_RANGES, join(vlus(flow, blocks, cumulative), vlus(pairs)));
  }

  static List<Data> data(List<RawPeer.Packet> packets) {
    var found = new ArrayList<Data>();
    for (RawPeer.Packet packet : packets) {
      var bytes = new ByteArrayOutputStream();
      packet.chunks().forEach(each -> bytes.writeBytes(chunk(each.type(), each.payload())));
      var reader = new ChunkReader();
      reader.reset(bytes.toByteArray(), 0, bytes.size());
      for (Chunk chunk = reader.next(); !(chunk instanceof Chunk.End); chunk = reader.next()) {
        if (chunk instanceof UserData data) {
          byte[] own = java.util.Arrays.copyOfRange(data.packet, data.dataFrom, data.dataTo);
          found.add(new Data(data.flowId, data.sequence, data.forwardSequence, data.flags, own));
        }
      }
    }
    return found;
  }

  static List<Acked> acks(List<RawPeer.Packet> packets) {
    var found = new ArrayList<Acked>();
    for (RawPeer.Packet packet : packets) {
      for (RawPeer.RawChunk raw : packet.chunks(Chunk.ACK_RANGES)) {
        byte[] bytes = chunk(raw.type(), raw.payload());
        var reader = new ChunkReader();
        reader.reset(bytes, 0, bytes.length);
        if (reader.next() instanceof Ack ack) {
          var ranges = new ArrayList<Long>();
          while (ack.nextRange()) {
            ranges.add(ack.rangeFrom);
            ranges.add(ack.rangeTo);
          }
          found.add(new Acked(ack.flowId, ack.bufferBlocks, ack.cumulative, ranges));
        }
      }
    }
    return found;
  }
}
