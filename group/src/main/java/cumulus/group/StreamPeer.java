package cumulus.group;

import cumulus.flash.group.Fragment;
import cumulus.flash.group.MediaRequests;
import cumulus.flash.group.PeerMessageType;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** One stream between us and one neighbour: the flows, and what each wants of the other. */
final class StreamPeer {
  /** Bytes waiting for one neighbour; beyond it, it gets no more for now. */
  static final long MAX_QUEUED_BYTES = 2L << 20;

  /** Fragments that a neighbour may ask for one by one between two ticks. */
  static final int MAX_PULLS_PER_TICK = 256;

  /** Before it was asked, as far as anybody looks back. */
  private static final long NEVER_PUSHED_NANOS = 3_600_000_000_000L;

  private final Neighbour neighbour;
  private final int[] ranks = new int[MediaRequests.BITS];
  private final long[] askedNanos = new long[MediaRequests.BITS];
  private final long[] pushedNanos = new long[MediaRequests.BITS];
  private OutFlow control = OutFlow.CLOSED;
  private Optional<InFlow> inControl = Optional.empty();
  private Optional<InFlow> inMedia = Optional.empty();
  private OutFlow media = OutFlow.CLOSED;
  private boolean isMediaRefused;
  private boolean hasAnnounced;
  private int wantedMask;
  private int askedMask;
  private boolean isAskedMaskNew;
  private int pullsLeft = MAX_PULLS_PER_TICK;

  StreamPeer(Neighbour neighbour, RandomGenerator random) {
    this.neighbour = neighbour;
    for (int bit = 0; bit < ranks.length; bit++) {
      ranks[bit] = random.nextInt();
    }
  }

  Neighbour neighbour() {
    return neighbour;
  }

  /** Its bit in sets of neighbours. */
  long bit() {
    return neighbour.bit();
  }

  /** True if both have the stream or want it: each has offered it to the other. */
  boolean isAccepted() {
    return control.isOpen() && inControl.isPresent();
  }

  /** True if it has offered us the stream, and not taken that back. */
  boolean isOffering() {
    return inControl.isPresent();
  }

  boolean isOffered() {
    return control.isOpen();
  }

  /** Offers the stream, which accepts the neighbour's offer if there is one. */
  void offer(byte[] offer, OutFlowListener events) {
    control =
        neighbour
            .link()
            .openFlow(
                PeerMessageType.FLOW_MEDIA_CONTROL,
                Optional.of(neighbour.inReports()),
                PeerLink.Urgency.CONTROL,
                events);
    control.write(offer, 0);
  }

  /** The neighbour offers the stream by this flow; a former one is worth nothing any more. */
  void offeredBy(InFlow flow) {
    inControl.filter(former -> !former.equals(flow)).ifPresent(InFlow::reject);
    inControl = Optional.of(flow);
  }

  /** True if this is the flow by which it offers the stream. */
  boolean isOfferedBy(InFlow flow) {
    return inControl.filter(flow::equals).isPresent();
  }

  /** It does not offer the stream any more, and so wants nothing of it. */
  void offerEnded() {
    inControl = Optional.empty();
    wantedMask = 0;
    hasAnnounced = false;
    media.close();
    media = OutFlow.CLOSED;
    askedMask = 0;
    isAskedMaskNew = false;
  }

  /** It sends fragments by this flow; a former one is worth nothing any more. */
  void mediaFlow(InFlow flow) {
    inMedia.filter(former -> !former.equals(flow)).ifPresent(InFlow::reject);
    inMedia = Optional.of(flow);
  }

  /** True once it has told what it has, or sent some of it. */
  boolean hasAnnounced() {
    return hasAnnounced;
  }

  void announced() {
    hasAnnounced = true;
  }

  /** Where it stands among those that ask for one bit: lower ones are served first. */
  int rank(int bit) {
    return ranks[bit];
  }

  boolean wants(int bit) {
    return (wantedMask >> bit & 1) != 0;
  }

  void wantedMask(int mask) {
    wantedMask = mask;
  }

  /** Asks it to push one more bit, with the next {@link #sendAsked}. */
  void ask(long nowNanos, int bit) {
    askedMask |= 1 << bit;
    askedNanos[bit] = nowNanos;
    pushedNanos[bit] = nowNanos - NEVER_PUSHED_NANOS;
    isAskedMaskNew = true;
  }

  void unask(int bit) {
    isAskedMaskNew |= (askedMask >> bit & 1) != 0;
    askedMask &= ~(1 << bit);
  }

  /** For how long it has been asked to push a bit. */
  long askedForNanos(long nowNanos, int bit) {
    return nowNanos - askedNanos[bit];
  }

  /** When it last sent a fragment of the bit; long before it was asked if it never did. */
  long pushedNanos(int bit) {
    return pushedNanos[bit];
  }

  void pushed(long nowNanos, int bit) {
    pushedNanos[bit] = nowNanos;
  }

  /** Tells it what it is to push, if that has changed. */
  void sendAsked() {
    if (isAskedMaskNew) {
      isAskedMaskNew = false;
      control.write(MediaRequests.push(askedMask), 0);
    }
  }

  /** Sends a message on the control flow that is worthless after a while. */
  void send(byte[] message, long lifetimeNanos) {
    control.write(message, lifetimeNanos);
  }

  /** A new span in which it may ask for fragments. */
  void tick() {
    pullsLeft = MAX_PULLS_PER_TICK;
  }

  /** True if it may have one more fragment that it asks for. */
  boolean mayPull() {
    return pullsLeft-- > 0;
  }

  /** Sends a fragment; false if it takes none now. */
  boolean send(Fragment fragment, long lifetimeNanos) {
    if (!media.isOpen()) {
      if (isMediaRefused || inControl.isEmpty()) {
        return false;
      }
      media =
          neighbour
              .link()
              .openFlow(
                  PeerMessageType.FLOW_MEDIA,
                  inControl,
                  PeerLink.Urgency.MEDIA,
                  new OutFlowListener() {
                    @Override
                    public void onRejected(long nowNanos, OutFlow flow) {
                      isMediaRefused = true;
                    }
                  });
    }
    if (media.queuedBytes() > MAX_QUEUED_BYTES) {
      return false;
    }
    media.write(fragment.message(), lifetimeNanos);
    return media.isOpen();
  }

  /** Ends our side: we neither have the stream nor want it any more. */
  void close() {
    control.close();
    control = OutFlow.CLOSED;
    media.close();
    media = OutFlow.CLOSED;
    askedMask = 0;
    isAskedMaskNew = false;
  }

  /** Ends both sides. */
  void closeAll() {
    close();
    inControl.ifPresent(InFlow::reject);
    inControl = Optional.empty();
    inMedia.ifPresent(InFlow::reject);
    inMedia = Optional.empty();
  }
}
