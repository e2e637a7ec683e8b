package cumulus.server;

import cumulus.flash.message.MediaTags;
import cumulus.flash.message.MessageType;
import cumulus.rtmfp.Payload;
import java.util.ArrayList;
import java.util.List;

/**
 * The part of a publication on one loop: the subscribers there, and what late ones need. On the
 * publisher's home loop it is fed by the {@link Relay} directly, elsewhere by one post for each
 * message.
 */
final class Share {
  /** No publication under the name. */
  static final long IDLE = 0;

  private final String name;
  private final StreamCache cache = new StreamCache();
  private final List<Subscriber> subscribers = new ArrayList<>();
  private final List<Subscriber> joining = new ArrayList<>();
  private final LagWatch lag;
  private long publication = IDLE;
  private long asked = IDLE;
  private int home;

  /** Told how many subscribers of a share lag, when that changes. */
  interface Lagging {
    void tell(Share share, int lagging, int subscribers);
  }

  /**
   * @param queueBytes what may wait for one subscriber
   */
  Share(String name, Timers timers, int queueBytes, Lagging told) {
    this.name = name;
    this.lag =
        new LagWatch(
            timers, subscribers, queueBytes, (lagging, of) -> told.tell(this, lagging, of));
  }

  String name() {
    return name;
  }

  /** Number of what is live here, {@link #IDLE} if nothing is. */
  long publication() {
    return publication;
  }

  /** Home loop of what is live here or was asked for. */
  int home() {
    return home;
  }

  /** What late joiners get, as it is now. */
  StreamSnapshot snapshot() {
    return cache.snapshot();
  }

  boolean isUnused() {
    return publication == IDLE && asked == IDLE && subscribers.isEmpty() && joining.isEmpty();
  }

  boolean hasSubscribers() {
    return !subscribers.isEmpty() || !joining.isEmpty();
  }

  int subscriberCount() {
    return subscribers.size() + joining.size();
  }

  void addSubscribersTo(List<Subscriber> all) {
    all.addAll(subscribers);
    all.addAll(joining);
  }

  /** A second is over. */
  void measure(long nowNanos) {
    for (Subscriber subscriber : subscribers) {
      subscriber.measure(nowNanos);
    }
  }

  long waitingBytes() {
    long bytes = 0;
    for (Subscriber subscriber : subscribers) {
      bytes += subscriber.waitingBytes();
    }
    return bytes;
  }

  /** A publication begins: who waited is told. */
  void begin(long newPublication, int newHome) {
    finishJoining(false);
    end(publication);
    publication = newPublication;
    asked = IDLE;
    home = newHome;
    for (Subscriber subscriber : subscribers) {
      subscriber.onBegin();
    }
  }

  /** Adds a subscriber that was greeted; it gets what is known of a live publication. */
  void join(Subscriber subscriber) {
    if (asked != IDLE) {
      joining.add(subscriber);
      return;
    }
    subscribers.add(subscriber);
    subscriber.join(cache, publication != IDLE);
  }

  /** Whether the publication's home has to be asked before somebody joins. */
  boolean needs(long livePublication) {
    return livePublication > publication && livePublication > asked;
  }

  /** The home loop was asked for the state of a publication; joiners wait for the answer. */
  void ask(long livePublication, int itsHome) {
    asked = livePublication;
    home = itsHome;
  }

  /** The home's answer. */
  void attached(ToLoop.Attached answer) {
    if (answer.publication() != asked) {
      return;
    }
    asked = IDLE;
    if (answer.isLive()) {
      cache.restore(answer.state());
      publication = answer.publication();
      home = answer.home();
    }
    finishJoining(answer.isLive());
  }

  void leave(Subscriber subscriber) {
    subscribers.remove(subscriber);
    joining.remove(subscriber);
  }

  /** One message, with its kind looked up once for all. */
  void media(int type, int timestamp, Payload body) {
    byte[] bytes = body.bytes();
    if (type == MessageType.AUDIO) {
      boolean isCodecHeader = MediaTags.isAudioCodecHeader(bytes, 0, bytes.length);
      cache.audio(timestamp, body, isCodecHeader);
      for (int i = 0; i < subscribers.size(); i++) {
        subscribers.get(i).audio(cache, timestamp, body, isCodecHeader);
      }
    } else if (type == MessageType.VIDEO) {
      VideoKind kind = VideoKind.of(bytes);
      cache.video(timestamp, body, kind);
      for (int i = 0; i < subscribers.size(); i++) {
        subscribers.get(i).video(cache, timestamp, body, kind);
      }
    } else {
      data(body);
    }
    lag.added(body.length());
  }

  /** The publication has ended; subscriptions stay and wait for the next one. */
  void end(long ended) {
    if (publication == IDLE || publication != ended) {
      return;
    }
    for (Subscriber subscriber : subscribers) {
      subscriber.onEnd();
    }
    lag.reset();
    publication = IDLE;
    cache.clear();
  }

  /** Changes what a listener gets. */
  void receive(Subscriber subscriber, Reception wanted) {
    subscriber.receive(wanted, cache);
  }

  private void data(Payload body) {
    Payload relayed = cache.data(body);
    if (relayed.length() == 0) {
      return;
    }
    for (int i = 0; i < subscribers.size(); i++) {
      subscribers.get(i).data(relayed);
    }
  }

  private void finishJoining(boolean isLive) {
    for (Subscriber subscriber : joining) {
      subscribers.add(subscriber);
      subscriber.join(cache, isLive);
    }
    joining.clear();
  }
}
