package cumulus.group;

import cumulus.flash.MalformedException;
import cumulus.flash.group.Fragment;
import cumulus.flash.group.FragmentMap;
import cumulus.flash.group.MediaOffer;
import cumulus.flash.group.MediaRequests;
import cumulus.flash.group.PeerMessageType;
import cumulus.flash.group.StreamKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One publication in the group as this member takes part in it (netgroup section 3.5): as its
 * publisher; as a player, which passes on what it gets; or only knowing who offers it.
 */
final class MulticastStream {
  /** Largest fragment believed; ours and those of others we know are below 1 kB. */
  static final int MAX_FRAGMENT_BYTES = 1 << 16;

  /** A played stream of which nothing comes for so long is over. */
  private static final long FORGOTTEN_NANOS = 300_000_000_000L;

  /** A stream that has no more fragments is taken from its beginning, whatever comes first. */
  private static final long YOUNG_FRAGMENTS = 64;

  private final Mesh mesh;
  private final MediaOffer offer;
  private final StreamSettings settings;
  private final boolean isOurs;
  private final FragmentWindow window = new FragmentWindow();
  private final Map<Neighbour, StreamPeer> peers = new LinkedHashMap<>();
  private final List<Playout> playouts = new ArrayList<>();
  private final long windowNanos;
  private final Pusher pusher;
  private final Fetcher fetcher;
  private boolean isActive;
  private boolean isEnded;
  private boolean isClosed;
  private boolean hasBegun;
  private long newest;
  private long endId;
  private long endedNanos;
  private long lastFragmentNanos;
  private long mapNanos;
  private long received;
  private long duplicates;
  private long lost;

  /**
   * A stream in which we do not take part yet.
   *
   * @param isOurs true if we are the publisher
   */
  MulticastStream(
      long nowNanos, Mesh mesh, MediaOffer offer, StreamSettings settings, boolean isOurs) {
    this.mesh = mesh;
    this.offer = offer;
    this.settings = settings;
    this.isOurs = isOurs;
    this.windowNanos = settings.window().toNanos();
    this.pusher = new Pusher(settings.pushTargets(), windowNanos);
    this.fetcher =
        new Fetcher(nowNanos, window, mesh.random(), windowNanos, settings.fetchPeriod().toNanos());
    this.lastFragmentNanos = nowNanos;
    this.mapNanos = nowNanos;
  }

  StreamKey key() {
    return offer.key();
  }

  String name() {
    return offer.name();
  }

  boolean isOurs() {
    return isOurs;
  }

  /** True if we publish it, or play it and pass it on. */
  boolean isActive() {
    return isActive;
  }

  /** True once the publisher has said that it is over. */
  boolean isEnded() {
    return isEnded;
  }

  boolean isClosed() {
    return isClosed;
  }

  /** True if no neighbour offers it and we do not take part. */
  boolean isUnknown() {
    return !isActive && peers.values().stream().noneMatch(StreamPeer::isOffering);
  }

  /** For how long nothing of it has come. */
  long silentNanos(long nowNanos) {
    return nowNanos - lastFragmentNanos;
  }

  boolean isPeer(Neighbour neighbour) {
    return peers.containsKey(neighbour);
  }

  StreamStatistics statistics() {
    return new StreamStatistics(received, duplicates, fetcher.pulls(), pusher.sent(), lost);
  }

  /** Begins to take part: accepts what neighbours offer, and offers it to all. */
  void activate(long nowNanos) {
    if (!isActive) {
      isActive = true;
      lastFragmentNanos = nowNanos;
      mesh.neighbours().stream()
          .filter(Neighbour::isReported)
          .forEach(neighbour -> offerTo(nowNanos, neighbour));
    }
  }

  /** Takes part no more; who offers it is still remembered. */
  void deactivate() {
    isActive = false;
    hasBegun = false;
    window.startAt(0);
    for (StreamPeer peer : peers.values()) {
      pusher.forget(peer);
      fetcher.forget(peer);
      peer.close();
    }
    peers.values().removeIf(peer -> !peer.isOffering());
  }

  /** Ends all flows. */
  void close() {
    isClosed = true;
    isActive = false;
    peers.values().forEach(StreamPeer::closeAll);
    peers.clear();
    window.startAt(0);
  }

  /** Begins to give the stream to a listener. */
  Playout play(long nowNanos, GroupMediaListener listener) {
    var playout = new Playout(window, listener, windowNanos);
    playouts.add(playout);
    activate(nowNanos);
    return playout;
  }

  void stop(Playout playout) {
    if (playouts.remove(playout)) {
      lost += playout.lost();
    }
    if (playouts.isEmpty() && !isOurs && !isEnded) {
      deactivate();
    }
  }

  /** True if the listener has had all that it will get. */
  boolean isOver(long nowNanos, Playout playout) {
    return isClosed
        || playout.isOver()
        || isEnded
            && (hasBegun && playout.next() >= endId && !window.contains(endId)
                || nowNanos - endedNanos >= windowNanos);
  }

  void onNeighbourReady(long nowNanos, Neighbour neighbour) {
    if (isActive && !isEnded) {
      offerTo(nowNanos, neighbour);
    }
  }

  void onNeighbourGone(Neighbour neighbour) {
    StreamPeer peer = peers.remove(neighbour);
    if (peer != null) {
      pusher.forget(peer);
      fetcher.forget(peer);
      peer.closeAll();
      window.forgetHolder(neighbour.bit());
    }
  }

  /** A neighbour offers the stream, or accepts our offer of it. */
  void onOffer(long nowNanos, Neighbour neighbour, InFlow flow) {
    StreamPeer peer = peer(neighbour);
    peer.offeredBy(flow);
    if (isActive) {
      if (!peer.isOffered()) {
        peer.offer(offer.toByteArray(), new ControlEvents(peer));
      }
      tellMap(nowNanos, peer);
    }
  }

  /** The neighbour has finished the flow by which it offered the stream. */
  void onOfferEnded(Neighbour neighbour, InFlow flow) {
    StreamPeer peer = peers.get(neighbour);
    if (peer != null && peer.isOfferedBy(flow)) {
      pusher.forget(peer);
      fetcher.forget(peer);
      peer.offerEnded();
    }
  }

  /** A message on the control flow of a neighbour that has offered the stream. */
  void onControl(long nowNanos, Neighbour neighbour, byte[] message) throws MalformedException {
    StreamPeer peer = peers.get(neighbour);
    if (peer == null) {
      return;
    }
    switch (message[0]) {
      case PeerMessageType.OFFER -> {
        if (MediaOffer.isEnd(message)) {
          onEnd(nowNanos, MediaOffer.readEnd(message));
        }
      }
      case PeerMessageType.MAP -> onMap(nowNanos, peer, FragmentMap.read(message));
      case PeerMessageType.PUSH_MASK -> {
        int mask = MediaRequests.readPush(message);
        if (isActive) {
          pusher.wanted(peer, mask);
        }
      }
      case PeerMessageType.PULL -> {
        long id = MediaRequests.readPull(message);
        if (window.isHere(id)) {
          pusher.pulled(peer, window.slot(id));
        }
      }
      default -> throw new MalformedException("message of type " + message[0] + " about a stream");
    }
  }

  /** Cuts a message of ours into fragments and pushes them. */
  void publish(
      long nowNanos, int type, long timestampMillis, byte[] bytes, int offset, int length) {
    int pieces = Fragment.pieces(length);
    for (int i = 0; i < pieces; i++) {
      long id = ++newest;
      if (window.isEmpty()) {
        window.startAt(id);
      }
      window.extendTo(nowNanos, id, false);
      window.put(Fragment.of(id, type, timestampMillis, bytes, offset, length, i));
      pusher.push(id, window.slot(id));
    }
    hasBegun = true;
    lastFragmentNanos = nowNanos;
  }

  /** We publish nothing more; fragments stay until their window is over. */
  void end(long nowNanos) {
    onEnd(nowNanos, newest + 1);
  }

  /** Runs what is due. Called every tick while the stream is active. */
  void advance(long nowNanos) {
    window.expire(nowNanos, windowNanos + settings.relayMargin().toNanos());
    List<StreamPeer> accepted = peers.values().stream().filter(StreamPeer::isAccepted).toList();
    accepted.forEach(StreamPeer::tick);
    if (!isOurs && (!isEnded || !playouts.isEmpty())) {
      fetcher.tick(nowNanos, accepted);
    }
    if (nowNanos - mapNanos >= settings.updatePeriod().toNanos()) {
      mapNanos = nowNanos;
      tellMaps(nowNanos, accepted);
    }
    playouts.forEach(playout -> playout.advance(nowNanos));
    if (!isOurs && !isEnded && silentNanos(nowNanos) >= FORGOTTEN_NANOS) {
      onEnd(nowNanos, newest + 1);
    }
  }

  /** True once it is over and nobody can ask for anything of it. */
  boolean isSpent(long nowNanos) {
    return isEnded
        && (!isActive || nowNanos - endedNanos >= windowNanos + settings.relayMargin().toNanos());
  }

  private StreamPeer peer(Neighbour neighbour) {
    return peers.computeIfAbsent(neighbour, n -> new StreamPeer(n, mesh.random()));
  }

  private void offerTo(long nowNanos, Neighbour neighbour) {
    StreamPeer peer = peer(neighbour);
    if (!peer.isOffered()) {
      peer.offer(offer.toByteArray(), new ControlEvents(peer));
      tellMap(nowNanos, peer);
    }
  }

  private void onEnd(long nowNanos, long id) {
    if (!isEnded) {
      isEnded = true;
      endId = id;
      endedNanos = nowNanos;
      byte[] message = MediaOffer.end(id);
      peers.values().stream().filter(StreamPeer::isOffered).forEach(peer -> peer.send(message, 0));
    }
  }

  private void onMap(long nowNanos, StreamPeer peer, FragmentMap map) {
    peer.announced();
    if (!isActive || isOurs) {
      markHolder(peer, map);
      return;
    }
    if (!hasBegun) {
      // Newer ones are pushed; the newest two are enough to begin with, but a stream that has
      // only just begun is taken from its beginning.
      begin(map.first() <= 1 ? 1 : Math.max(map.first(), map.last() - 1));
      window.extendTo(nowNanos, map.last(), true);
      newest = window.last();
    }
    if (learn(nowNanos, map.last())) {
      markHolder(peer, map);
    }
  }

  private void markHolder(StreamPeer peer, FragmentMap map) {
    long last = Math.min(map.last(), window.last());
    for (long id = Math.max(map.first(), window.first()); id <= last; id++) {
      if (map.has(id)) {
        window.slot(id).holders |= peer.bit();
      }
    }
  }

  private void onFragment(long nowNanos, Neighbour from, byte[] message) throws MalformedException {
    if (message.length > MAX_FRAGMENT_BYTES) {
      throw new MalformedException("fragment of " + message.length + " bytes");
    }
    Fragment fragment = Fragment.read(message);
    StreamPeer peer = peers.get(from);
    if (!isActive || isOurs || peer == null) {
      return;
    }
    peer.announced();
    if (!hasBegun) {
      begin(fragment.id() <= YOUNG_FRAGMENTS ? 1 : fragment.id());
    }
    if (!learn(nowNanos, fragment.id()) || !window.contains(fragment.id())) {
      return;
    }
    Slot slot = window.slot(fragment.id());
    slot.holders |= peer.bit();
    boolean isNew = !slot.isHere();
    fetcher.arrived(nowNanos, peer, fragment.id(), isNew);
    if (isNew) {
      received++;
      lastFragmentNanos = nowNanos;
      window.put(fragment);
      pusher.push(fragment.id(), slot);
      playouts.forEach(playout -> playout.advance(nowNanos));
    } else {
      duplicates++;
    }
  }

  private void begin(long id) {
    hasBegun = true;
    window.startAt(id);
    newest = id - 1;
    playouts.forEach(Playout::restart);
  }

  /** Makes a number known; false if it cannot be of this stream now. */
  private boolean learn(long nowNanos, long id) {
    if (window.isEmpty()) {
      boolean goesOn = id > newest && id - newest < FragmentWindow.MAX_AHEAD;
      if (!goesOn && id <= newest && window.emptyForNanos(nowNanos) < windowNanos) {
        return false;
      }
      begin(goesOn ? newest + 1 : id);
    }
    if (!window.extendTo(nowNanos, id, false)) {
      return false;
    }
    newest = window.last();
    return true;
  }

  private void tellMaps(long nowNanos, List<StreamPeer> accepted) {
    if (settings.isToldToAll()) {
      accepted.forEach(peer -> tellMap(nowNanos, peer));
    } else if (!accepted.isEmpty()) {
      tellMap(nowNanos, accepted.get(mesh.random().nextInt(accepted.size())));
    }
  }

  /** Fragments older than the window are not told of, though they are still here for a while. */
  private void tellMap(long nowNanos, StreamPeer peer) {
    if (!peer.isAccepted()) {
      return;
    }
    long last = window.last();
    while (last >= window.first() && !window.isHere(last)) {
      last--;
    }
    long first = window.first();
    while (first < last && nowNanos - window.slot(first).knownNanos >= windowNanos) {
      first++;
    }
    if (window.isHere(last)) {
      byte[] map = FragmentMap.message(last, first, window::isHere);
      peer.send(map, settings.updatePeriod().toNanos() + windowNanos / 8);
    }
  }

  /** What happens to the flow by which we offer the stream to a neighbour. */
  private final class ControlEvents implements OutFlowListener {
    private final StreamPeer peer;

    ControlEvents(StreamPeer peer) {
      this.peer = peer;
    }

    @Override
    public void onRejected(long nowNanos, OutFlow flow) {
      pusher.forget(peer);
      fetcher.forget(peer);
      peer.close();
    }

    @Override
    public InFlowListener onReturn(long nowNanos, InFlow flow) {
      Neighbour neighbour = peer.neighbour();
      return switch (flow.type()) {
        case PeerMessageType.FLOW_MEDIA -> {
          flow.deliverOnArrival();
          peer.mediaFlow(flow);
          yield new GuardedInbox(
              mesh,
              neighbour,
              (time, from, _, message) -> onFragment(time, from, message),
              (_, _, _) -> {});
        }
        case PeerMessageType.FLOW_MEDIA_CONTROL -> mesh.onControlFlow(neighbour);
        default -> {
          flow.reject();
          yield InFlowListener.NONE;
        }
      };
    }
  }
}
