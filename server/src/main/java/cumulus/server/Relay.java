package cumulus.server;

import cumulus.flash.message.MessageType;
import cumulus.rtmfp.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A publication on its home loop: what the publisher sends goes to the share of this loop, then as
 * one post to each other loop with subscribers, then to the application if it asked. The end of the
 * publication travels the same way, so it cannot overtake the last frames.
 */
final class Relay {
  private final long publication;
  private final Share share;
  private final Optional<LoopStream> publisher;
  private final RelayEvents events;
  private final QualityGauge gauge;
  private final LoopCounters counters;
  private final ReceptionMeter audioMeter;
  private final ReceptionMeter videoMeter;
  private final List<Remote> remotes = new ArrayList<>();
  private final Restraint restraint;
  private boolean isWaitingForKeyFrame = true;
  private long messages;
  private long bytes;
  private long fragments;
  private long lost;
  private long dropped;
  private final long begunNanos;
  private long sampledNanos;
  private long sampledBytes;
  private long bytesPerSecond;

  Relay(
      long publication,
      Share share,
      Optional<LoopStream> publisher,
      RelayEvents events,
      QualityGauge gauge,
      LoopCounters counters,
      Timers timers,
      long nowNanos) {
    this.publication = publication;
    this.share = share;
    this.publisher = publisher;
    this.events = events;
    this.gauge = gauge;
    this.counters = counters;
    this.audioMeter = new ReceptionMeter(nowNanos);
    this.videoMeter = new ReceptionMeter(nowNanos);
    this.begunNanos = nowNanos;
    this.sampledNanos = nowNanos;
    this.restraint =
        new Restraint(timers, isOn -> publisher.ifPresent(stream -> stream.restrain(isOn)));
  }

  long publication() {
    return publication;
  }

  Share share() {
    return share;
  }

  /** The stream that publishes; none if the server itself does. */
  Optional<LoopStream> publisher() {
    return publisher;
  }

  void wantMediaEvents(MediaKinds wanted) {
    events.want(wanted);
  }

  /** Tells the subscribers who waited, here and on those loops. */
  void begin(int home, List<Remote> waiting) {
    share.begin(publication, home);
    for (Remote remote : waiting) {
      remotes.add(remote);
      remote.mailbox.accept(new ToLoop.RelayBegin(publication, share.name(), home));
    }
  }

  /** Another loop has its first subscriber: its state now, everything later. */
  void attach(int home, Remote remote) {
    detach(remote.loop);
    remotes.add(remote);
    remote.mailbox.accept(
        new ToLoop.Attached(publication, share.name(), home, true, share.snapshot()));
  }

  void detach(int loop) {
    remotes.removeIf(remote -> remote.loop == loop);
    restraint.lags(loop, 0, 0);
  }

  /** News of a loop with subscribers. */
  void lags(ToLoop.Lag lag) {
    restraint.lags(lag.loop(), lag.lagging(), lag.subscribers());
  }

  /** True while the publisher is to send less. */
  boolean isRestrained() {
    return restraint.isOn();
  }

  /**
   * One audio, video or data message of the publisher; data is AMF0 values without a format byte.
   *
   * @param heardNanos when its packet came
   */
  void media(long heardNanos, int type, int timestamp, Payload body) {
    if (distribute(heardNanos, type, timestamp, body)) {
      events.add(type, timestamp, body);
    }
  }

  /** One message of the server itself, which is reported to nobody. */
  void push(long nowNanos, ToLoop.Push message) {
    if (message.lost() > 0) {
      boolean isAudio = message.type() == MessageType.AUDIO;
      gap(message.lost(), isAudio, message.type() == MessageType.VIDEO);
    }
    arrived(1, message.type() == MessageType.AUDIO, message.type() == MessageType.VIDEO);
    distribute(nowNanos, message.type(), message.timestamp(), message.body());
  }

  /** False for a frame that is withheld. */
  private boolean distribute(long heardNanos, int type, int timestamp, Payload body) {
    counters.messagesIn++;
    counters.bytesIn += body.length();
    messages++;
    bytes += body.length();
    if (type == MessageType.AUDIO) {
      audioMeter.message(heardNanos, timestamp, body.length());
    } else if (type == MessageType.VIDEO) {
      videoMeter.message(heardNanos, timestamp, body.length());
    }
    if (type == MessageType.VIDEO && isWithheld(VideoKind.of(body.bytes()))) {
      counters.framesDropped++;
      dropped++;
      return false;
    }
    share.media(type, timestamp, body);
    for (int i = 0; i < remotes.size(); i++) {
      remotes.get(i).media(publication, type, timestamp, body);
    }
    return true;
  }

  /** So many fragments of the publisher came. */
  void arrived(long count, boolean mayBeAudio, boolean mayBeVideo) {
    fragments += count;
    if (mayBeAudio) {
      audioMeter.arrived(count);
    }
    if (mayBeVideo) {
      videoMeter.arrived(count);
    }
  }

  /** Fragments of the publisher are lost: video goes on with the next key frame. */
  void gap(long count, boolean mayBeAudio, boolean mayBeVideo) {
    counters.fragmentsLost += count;
    lost += count;
    if (mayBeAudio) {
      audioMeter.lost(count);
    }
    if (mayBeVideo) {
      videoMeter.lost(count);
    }
    isWaitingForKeyFrame |= mayBeVideo;
  }

  PublicationFigures figures() {
    return new PublicationFigures(messages, bytes, fragments, lost, dropped);
  }

  long begunNanos() {
    return begunNanos;
  }

  long bytes() {
    return bytes;
  }

  /** Received between the last two samples. */
  long bytesPerSecond() {
    return bytesPerSecond;
  }

  /** Now and then: how much comes in. */
  void sample(long nowNanos) {
    if (nowNanos - sampledNanos > 0) {
      bytesPerSecond = (long) ((bytes - sampledBytes) * 1e9 / (nowNanos - sampledNanos));
      sampledNanos = nowNanos;
      sampledBytes = bytes;
    }
  }

  /** A second is over. */
  void measure(long nowNanos) {
    double pingMillis =
        publisher.map(stream -> stream.statistics().smoothedRoundTripNanos() / 1e6).orElse(0.0);
    gauge.measured(
        audioMeter.sample(nowNanos, pingMillis, 0),
        videoMeter.sample(nowNanos, pingMillis, dropped));
    events.tellMissed();
  }

  void end() {
    events.tellMissed();
    restraint.end();
    share.end(publication);
    for (Remote remote : remotes) {
      remote.mailbox.accept(new ToLoop.RelayEnd(publication));
    }
    remotes.clear();
  }

  private boolean isWithheld(VideoKind kind) {
    if (!isWaitingForKeyFrame || kind == VideoKind.CODEC_HEADER) {
      return false;
    }
    isWaitingForKeyFrame = kind != VideoKind.KEY_FRAME;
    return isWaitingForKeyFrame;
  }

  /**
   * Another loop with subscribers; what waits for it is bounded, beyond that whole packets are
   * dropped.
   */
  static final class Remote {
    private final int loop;
    private final Consumer<ToLoop> mailbox;
    private final PacketBudget budget;
    private boolean isWaitingForKeyFrame;

    Remote(int loop, Consumer<ToLoop> mailbox, PacketBudget budget) {
      this.loop = loop;
      this.mailbox = mailbox;
      this.budget = budget;
    }

    private void media(long publication, int type, int timestamp, Payload body) {
      var kind = type == MessageType.VIDEO ? VideoKind.of(body.bytes()) : VideoKind.CODEC_HEADER;
      if (isWaitingForKeyFrame && kind != VideoKind.CODEC_HEADER && kind != VideoKind.KEY_FRAME) {
        return;
      }
      if (!budget.take(body.length())) {
        isWaitingForKeyFrame |= type == MessageType.VIDEO;
        return;
      }
      isWaitingForKeyFrame &= kind != VideoKind.KEY_FRAME;
      mailbox.accept(new ToLoop.RelayMedia(publication, type, timestamp, body, budget));
    }
  }
}
