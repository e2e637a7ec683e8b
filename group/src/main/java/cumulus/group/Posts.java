package cumulus.group;

import cumulus.flash.MalformedException;
import cumulus.flash.amf.Amf0Reader;
import cumulus.flash.amf.AmfOptions;
import cumulus.flash.group.PeerMessageType;
import cumulus.flash.group.PostKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Posts to all members (netgroup section 3.6): a member tells its neighbours the keys of what it
 * has, they ask for what is new to them.
 */
final class Posts {
  /** Largest post. */
  static final int MAX_POST_BYTES = 1 << 16;

  /** Posts kept for neighbours that ask. */
  static final int MAX_HELD = 1024;

  /** And their bytes. */
  static final long MAX_HELD_BYTES = 4L << 20;

  /** Keys remembered, so that nothing is taken twice. */
  static final int MAX_SEEN = 8192;

  /** Posts asked for at a time. */
  static final int MAX_WANTED = 1024;

  /** Neighbours remembered for one wanted post. */
  static final int MAX_HOLDERS = 4;

  /** Bytes waiting for one neighbour; beyond it, it is told nothing for now. */
  static final long MAX_QUEUED_BYTES = 1L << 20;

  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final long HELD_NANOS = 60 * SECOND_NANOS;

  /** A post asked for and not come is asked of the next neighbour. */
  private static final long PATIENCE_NANOS = 2 * SECOND_NANOS;

  private static final int HEAD_BYTES = 9;

  private record Held(byte[] value, long atNanos) {}

  private record Wanted(Deque<Neighbour> holders, long askedNanos) {}

  /** The flows to one neighbour. */
  private static final class Peer {
    private OutFlow keys = OutFlow.CLOSED;
    private OutFlow values = OutFlow.CLOSED;
    private Optional<InFlow> inKeys = Optional.empty();
    private Optional<InFlow> inValues = Optional.empty();
  }

  private final Mesh mesh;
  private final boolean isEnabled;
  private final Map<Neighbour, Peer> peers = new HashMap<>();
  private final Map<PostKey, Held> held = new LinkedHashMap<>();
  private final Map<PostKey, Boolean> seen = new LinkedHashMap<>();
  private final Map<PostKey, Wanted> wanted = new LinkedHashMap<>();
  private long heldBytes;

  Posts(Mesh mesh, boolean isEnabled) {
    this.mesh = mesh;
    this.isEnabled = isEnabled;
  }

  String post(long nowNanos, byte[] amf) {
    if (!isEnabled) {
      throw new IllegalStateException("the groupspec does not enable posting");
    }
    if (amf.length == 0 || amf.length > MAX_POST_BYTES) {
      throw new IllegalArgumentException("a post has 1 to 65536 bytes, not " + amf.length);
    }
    PostKey key = PostKey.of(amf);
    if (!seen.containsKey(key)) {
      keep(nowNanos, key, amf);
      mesh.neighbours().stream().filter(Neighbour::isReported).forEach(n -> tell(n, key));
    }
    return PostKey.idOf(amf);
  }

  void onNeighbourReady(long nowNanos, Neighbour neighbour) {
    expire(nowNanos);
    held.keySet().forEach(key -> tell(neighbour, key));
  }

  void onNeighbourGone(Neighbour neighbour) {
    Peer peer = peers.remove(neighbour);
    if (peer != null) {
      peer.keys.close();
      peer.values.close();
      peer.inKeys.ifPresent(InFlow::reject);
      peer.inValues.ifPresent(InFlow::reject);
    }
    wanted.values().forEach(want -> want.holders().removeIf(holder -> holder == neighbour));
  }

  InFlowListener onFlow(Neighbour neighbour, InFlow flow) {
    if (!isEnabled) {
      flow.reject();
      return InFlowListener.NONE;
    }
    Peer peer = peer(neighbour);
    if (flow.type() == PeerMessageType.FLOW_POST_KEYS) {
      peer.inKeys.ifPresent(InFlow::reject);
      peer.inKeys = Optional.of(flow);
      return new GuardedInbox(mesh, neighbour, this::onKey, (_, _, _) -> {});
    }
    peer.inValues.ifPresent(InFlow::reject);
    peer.inValues = Optional.of(flow);
    return new GuardedInbox(mesh, neighbour, this::onValue, (_, _, _) -> {});
  }

  void advance(long nowNanos) {
    expire(nowNanos);
    var again = new ArrayList<PostKey>();
    wanted.forEach(
        (key, want) -> {
          if (nowNanos - want.askedNanos() >= PATIENCE_NANOS) {
            again.add(key);
          }
        });
    for (PostKey key : again) {
      Wanted want = wanted.remove(key);
      if (want != null && !want.holders().isEmpty()) {
        ask(nowNanos, key, want.holders());
      }
    }
  }

  long untilDueNanos(long nowNanos) {
    long least = Long.MAX_VALUE;
    if (!held.isEmpty()) {
      least = held.values().iterator().next().atNanos() + HELD_NANOS - nowNanos;
    }
    if (!wanted.isEmpty()) {
      // Those asked again go to the end, so the first is the oldest.
      least =
          Math.min(
              least, wanted.values().iterator().next().askedNanos() + PATIENCE_NANOS - nowNanos);
    }
    return least;
  }

  private void onKey(long nowNanos, Neighbour from, InFlow flow, byte[] message)
      throws MalformedException {
    if (message.length < HEAD_BYTES) {
      throw new MalformedException("key of a post of " + message.length + " bytes");
    }
    PostKey key = PostKey.read(message, 1);
    switch (message[0]) {
      case PeerMessageType.POST_HAVE -> onHave(nowNanos, from, key);
      case PeerMessageType.POST_WANT -> {
        Held post = held.get(key);
        if (post != null) {
          OutFlow values = values(from);
          if (values.queuedBytes() < MAX_QUEUED_BYTES) {
            values.write(post.value(), HELD_NANOS);
          }
        }
      }
      default -> throw new MalformedException("message of type " + message[0] + " about posts");
    }
  }

  private void onHave(long nowNanos, Neighbour from, PostKey key) {
    if (seen.containsKey(key)) {
      return;
    }
    Wanted want = wanted.get(key);
    if (want == null) {
      if (wanted.size() < MAX_WANTED) {
        ask(nowNanos, key, new ArrayDeque<>(List.of(from)));
      }
    } else if (want.holders().size() < MAX_HOLDERS && !want.holders().contains(from)) {
      want.holders().add(from);
    }
  }

  /** Asks the first of these, who then is none of those to ask next. */
  private void ask(long nowNanos, PostKey key, Deque<Neighbour> holders) {
    Neighbour first = holders.remove();
    keys(first).write(key.message(PeerMessageType.POST_WANT), 0);
    wanted.put(key, new Wanted(holders, nowNanos));
  }

  private void onValue(long nowNanos, Neighbour from, InFlow flow, byte[] message)
      throws MalformedException {
    if (message.length > MAX_POST_BYTES) {
      throw new MalformedException("post of " + message.length + " bytes");
    }
    new Amf0Reader(message, 0, message.length, AmfOptions.CLIENT).readAll();
    PostKey key = PostKey.of(message);
    if (wanted.remove(key) == null) {
      // It came twice, or nobody asked for it.
      return;
    }
    keep(nowNanos, key, message);
    mesh.neighbours().stream()
        .filter(neighbour -> neighbour.isReported() && neighbour != from)
        .forEach(neighbour -> tell(neighbour, key));
    mesh.listener().onPost(PostKey.idOf(message), message);
  }

  private void keep(long nowNanos, PostKey key, byte[] value) {
    seen.put(key, true);
    if (seen.size() > MAX_SEEN) {
      seen.remove(seen.keySet().iterator().next());
    }
    held.put(key, new Held(value, nowNanos));
    heldBytes += value.length;
    while (held.size() > MAX_HELD || heldBytes > MAX_HELD_BYTES) {
      dropOldest();
    }
  }

  private void expire(long nowNanos) {
    while (!held.isEmpty() && nowNanos - held.values().iterator().next().atNanos() >= HELD_NANOS) {
      dropOldest();
    }
  }

  private void dropOldest() {
    var oldest = held.entrySet().iterator().next();
    heldBytes -= oldest.getValue().value().length;
    held.remove(oldest.getKey());
  }

  private void tell(Neighbour neighbour, PostKey key) {
    OutFlow keys = keys(neighbour);
    if (keys.queuedBytes() < MAX_QUEUED_BYTES) {
      keys.write(key.message(PeerMessageType.POST_HAVE), HELD_NANOS);
    }
  }

  private Peer peer(Neighbour neighbour) {
    return peers.computeIfAbsent(neighbour, _ -> new Peer());
  }

  private OutFlow keys(Neighbour neighbour) {
    Peer peer = peer(neighbour);
    if (!peer.keys.isOpen()) {
      peer.keys = open(neighbour, PeerMessageType.FLOW_POST_KEYS);
    }
    return peer.keys;
  }

  private OutFlow values(Neighbour neighbour) {
    Peer peer = peer(neighbour);
    if (!peer.values.isOpen()) {
      peer.values = open(neighbour, PeerMessageType.FLOW_POSTS);
    }
    return peer.values;
  }

  private static OutFlow open(Neighbour neighbour, int type) {
    return neighbour
        .link()
        .openFlow(
            type,
            Optional.of(neighbour.inReports()),
            PeerLink.Urgency.ROUTINE,
            new OutFlowListener() {});
  }
}
