package cumulus.rtmfp.session;

import cumulus.rtmfp.Address;
import cumulus.rtmfp.Params;
import cumulus.rtmfp.wire.Chunk;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Joins startup packets that came in Packet Fragment chunks (RFC 7016 section 2.3.1), by source
 * address and packet id. The number and size of what is in progress are bounded; the oldest gives
 * way.
 */
final class PacketAssembler {
  private record Key(Address from, long packetId) {}

  private static final class Parts {
    final TreeMap<Long, byte[]> byNumber = new TreeMap<>();
    final long sinceNanos;
    long progressNanos;
    long lastNumber = -1;
    int bytes;

    Parts(long nowNanos) {
      sinceNanos = nowNanos;
      progressNanos = nowNanos;
    }

    boolean isStale(long nowNanos) {
      return nowNanos - sinceNanos > Params.FRAGMENTS_NANOS
          || nowNanos - progressNanos > Params.FRAGMENTS_PROGRESS_NANOS;
    }

    boolean isWhole() {
      return lastNumber >= 0
          && byNumber.size() == lastNumber + 1
          && byNumber.lastKey() == lastNumber;
    }

    byte[] join() {
      byte[] whole = new byte[bytes];
      int at = 0;
      for (byte[] part : byNumber.values()) {
        System.arraycopy(part, 0, whole, at, part.length);
        at += part.length;
      }
      return whole;
    }
  }

  private final Map<Key, Parts> inProgress = new LinkedHashMap<>();

  PacketAssembler() {}

  /** Adds a fragment; the whole packet if it was the last one missing. */
  Optional<byte[]> add(long nowNanos, Address from, Chunk.PacketFragment fragment) {
    if (fragment.bytes().length == 0
        || fragment.number() < 0
        || fragment.number() >= Params.MAX_PACKET_FRAGMENTS) {
      return Optional.empty();
    }
    var key = new Key(from, fragment.packetId());
    Parts parts = inProgress.get(key);
    if (parts == null || parts.isStale(nowNanos)) {
      inProgress.remove(key);
      makeRoom();
      parts = new Parts(nowNanos);
      inProgress.put(key, parts);
    }
    if (parts.bytes + fragment.bytes().length > Params.MAX_ASSEMBLED_PACKET) {
      inProgress.remove(key);
      return Optional.empty();
    }
    if (parts.byNumber.putIfAbsent(fragment.number(), fragment.bytes()) == null) {
      parts.bytes += fragment.bytes().length;
      parts.progressNanos = nowNanos;
    }
    parts.lastNumber = fragment.isLast() ? fragment.number() : parts.lastNumber;
    if (!parts.isWhole()) {
      return Optional.empty();
    }
    inProgress.remove(key);
    return Optional.of(parts.join());
  }

  private void makeRoom() {
    if (inProgress.size() >= Params.MAX_ASSEMBLIES) {
      inProgress.remove(inProgress.keySet().iterator().next());
    }
  }

  /** Packets in progress. */
  int size() {
    return inProgress.size();
  }
}
