package cumulus.group;

import cumulus.flash.MalformedException;
import cumulus.flash.group.MediaOffer;
import cumulus.flash.group.PeerMessageType;
import cumulus.flash.group.StreamKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** All streams of a group that this member publishes, plays or is offered. */
final class Streams {
  /** Streams known at a time. */
  static final int MAX_STREAMS = 32;

  /** Streams that one neighbour offers at a time. */
  static final int MAX_OFFERS = 8;

  /** Streams published at a time. */
  static final int MAX_PUBLICATIONS = 8;

  /** Streams played at a time. */
  static final int MAX_PLAYBACKS = 8;

  private static final long MILLI_NANOS = 1_000_000L;
  private static final long TICK_NANOS = 100 * MILLI_NANOS;

  /** While no stream is published or played. */
  private static final long IDLE_TICK_NANOS = 1000 * MILLI_NANOS;

  /** A stream silent for so long gives way to another one of its name. */
  private static final long SILENT_NANOS = 3000 * MILLI_NANOS;

  /** What a playback plays now. */
  private record Playing(MulticastStream stream, Playout playout) {}

  private final Mesh mesh;
  private final Map<StreamKey, MulticastStream> streams = new LinkedHashMap<>();
  private final Map<GroupPlayback, Optional<Playing>> playbacks = new LinkedHashMap<>();
  private final List<Playing> stopped = new ArrayList<>();
  private StreamStatistics former = new StreamStatistics(0, 0, 0, 0, 0);
  private long tickNanos;

  Streams(Mesh mesh) {
    this.mesh = mesh;
  }

  GroupPublication publish(long nowNanos, String name, StreamSettings settings) {
    if (name.getBytes(StandardCharsets.UTF_8).length > MediaOffer.MAX_NAME_BYTES) {
      throw new IllegalArgumentException("a stream's name has at most 512 bytes");
    }
    long ours = streams.values().stream().filter(MulticastStream::isOurs).count();
    if (ours >= MAX_PUBLICATIONS || streams.size() >= MAX_STREAMS) {
      throw new IllegalStateException("too many streams in the group");
    }
    var offer =
        new MediaOffer(
            name,
            StreamKey.random(mesh.random()),
            settings.window().toMillis(),
            settings.updatePeriod().toMillis(),
            settings.fetchPeriod().toMillis(),
            settings.isToldToAll());
    var stream = new MulticastStream(nowNanos, mesh, offer, settings, true);
    streams.put(stream.key(), stream);
    stream.activate(nowNanos);
    tickNanos = nowNanos;
    return new GroupPublication(stream);
  }

  GroupPlayback play(long nowNanos, String name, GroupMediaListener listener) {
    if (playbacks.size() >= MAX_PLAYBACKS) {
      throw new IllegalStateException("too many streams are played in the group");
    }
    var playback = new GroupPlayback(name, listener, this);
    playbacks.put(playback, Optional.empty());
    attach(nowNanos, playback, _ -> true);
    return playback;
  }

  /** From within a callback too: the stream itself is let go at the end of the turn. */
  void stop(GroupPlayback playback) {
    playbacks.getOrDefault(playback, Optional.empty()).ifPresent(this::stop);
    playbacks.remove(playback);
  }

  private void stop(Playing playing) {
    playing.playout().close();
    stopped.add(playing);
  }

  private void letGoStopped() {
    List<Playing> all = List.copyOf(stopped);
    stopped.clear();
    all.forEach(playing -> playing.stream().stop(playing.playout()));
  }

  StreamStatistics statistics() {
    StreamStatistics sum = former;
    for (MulticastStream stream : streams.values()) {
      sum = sum.plus(stream.statistics());
    }
    return sum;
  }

  void onNeighbourReady(long nowNanos, Neighbour neighbour) {
    streams.values().forEach(stream -> stream.onNeighbourReady(nowNanos, neighbour));
  }

  void onNeighbourGone(Neighbour neighbour) {
    streams.values().forEach(stream -> stream.onNeighbourGone(neighbour));
  }

  /** A neighbour opens a media control flow: its first message says of which stream. */
  InFlowListener onControlFlow(Neighbour neighbour) {
    var flow = new ControlFlow();
    return new GuardedInbox(mesh, neighbour, flow::onMessage, flow::onEnd);
  }

  void advance(long nowNanos) {
    letGoStopped();
    if (streams.isEmpty() || nowNanos - tickNanos < 0) {
      return;
    }
    boolean isBusy = false;
    for (MulticastStream stream : List.copyOf(streams.values())) {
      if (stream.isActive()) {
        stream.advance(nowNanos);
        isBusy = true;
      }
    }
    tickNanos = nowNanos + (isBusy ? TICK_NANOS : IDLE_TICK_NANOS);
    List.copyOf(playbacks.keySet()).forEach(playback -> watch(nowNanos, playback));
    for (MulticastStream stream : List.copyOf(streams.values())) {
      if (stream.isSpent(nowNanos) || stream.isUnknown()) {
        remove(stream);
      }
    }
    letGoStopped();
  }

  /** A tick is due only while there is something that moves. */
  long untilDueNanos(long nowNanos) {
    if (!stopped.isEmpty()) {
      return 0;
    }
    return streams.isEmpty() ? Long.MAX_VALUE : Math.max(0, tickNanos - nowNanos);
  }

  void close() {
    List.copyOf(playbacks.keySet()).forEach(this::stop);
    letGoStopped();
    List.copyOf(streams.values()).forEach(this::remove);
  }

  private void remove(MulticastStream stream) {
    former = former.plus(stream.statistics());
    streams.remove(stream.key());
    stream.close();
    if (!stream.isOurs()) {
      mesh.listener().onUnpublish(stream.name());
    }
  }

  private void watch(long nowNanos, GroupPlayback playback) {
    Optional<Playing> playing = playbacks.getOrDefault(playback, Optional.empty());
    if (playing.isPresent()) {
      Playing now = playing.get();
      boolean isOver = now.stream().isOver(nowNanos, now.playout());
      boolean isSilent = now.stream().silentNanos(nowNanos) >= SILENT_NANOS;
      boolean hasOther =
          live(playback.name()).anyMatch(stream -> stream != now.stream() && !stream.isActive());
      if (!isOver && !(isSilent && hasOther)) {
        return;
      }
      playbacks.put(playback, Optional.empty());
      stop(now);
      letGoStopped();
      playback.listener().onEnd();
      if (playbacks.containsKey(playback)) {
        attach(nowNanos, playback, stream -> stream != now.stream());
      }
    } else {
      attach(nowNanos, playback, _ -> true);
    }
  }

  /** Plays the newest stream of the name. */
  private void attach(long nowNanos, GroupPlayback playback, Predicate<MulticastStream> isAllowed) {
    live(playback.name())
        .filter(isAllowed)
        .reduce((_, newer) -> newer)
        .ifPresent(
            stream -> {
              playback.listener().onStart();
              Playout playout = stream.play(nowNanos, playback.listener());
              playbacks.put(playback, Optional.of(new Playing(stream, playout)));
              tickNanos = nowNanos;
            });
  }

  /** What others publish under a name. */
  private Stream<MulticastStream> live(String name) {
    return streams.values().stream()
        .filter(stream -> !stream.isOurs() && !stream.isEnded() && stream.name().equals(name));
  }

  /** The stream that a neighbour offers, or none if there are too many. */
  private Optional<MulticastStream> offered(long nowNanos, Neighbour from, MediaOffer offer) {
    MulticastStream known = streams.get(offer.key());
    long offers = streams.values().stream().filter(stream -> stream.isPeer(from)).count();
    boolean isFull = known == null && streams.size() >= MAX_STREAMS;
    if (isFull || offers >= MAX_OFFERS && (known == null || !known.isPeer(from))) {
      return Optional.empty();
    }
    if (known != null) {
      return Optional.of(known);
    }
    StreamSettings settings =
        StreamSettings.DEFAULT.offered(
            offer.windowMillis(), offer.updateMillis(), offer.fetchMillis(), offer.isToldToAll());
    var stream = new MulticastStream(nowNanos, mesh, offer, settings, false);
    streams.put(stream.key(), stream);
    return Optional.of(stream);
  }

  /** One media control flow of a neighbour. */
  private final class ControlFlow {
    private Optional<MulticastStream> stream = Optional.empty();

    void onMessage(long nowNanos, Neighbour from, InFlow flow, byte[] message)
        throws MalformedException {
      if (stream.isPresent()) {
        stream.get().onControl(nowNanos, from, message);
        return;
      }
      if (message[0] != PeerMessageType.OFFER || MediaOffer.isEnd(message)) {
        flow.reject();
        throw new MalformedException("the flow of a stream begins without an offer");
      }
      MediaOffer offer = MediaOffer.read(message);
      boolean isNew = !streams.containsKey(offer.key());
      stream = offered(nowNanos, from, offer);
      if (stream.isEmpty()) {
        flow.reject();
        return;
      }
      stream.get().onOffer(nowNanos, from, flow);
      if (isNew) {
        mesh.listener().onPublish(offer.name());
        for (GroupPlayback playback : List.copyOf(playbacks.keySet())) {
          if (playback.name().equals(offer.name())
              && playbacks.getOrDefault(playback, Optional.empty()).isEmpty()) {
            attach(nowNanos, playback, _ -> true);
          }
        }
      }
    }

    void onEnd(long nowNanos, Neighbour from, InFlow flow) {
      stream.ifPresent(offered -> offered.onOfferEnded(from, flow));
    }
  }
}
