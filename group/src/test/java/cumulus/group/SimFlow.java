package cumulus.group;

import cumulus.flash.group.PeerMessageType;
import java.util.Optional;

/** A flow in the simulation, both of its ends. */
final class SimFlow implements OutFlow {
  private final SimLink link;
  private final int type;
  private final Optional<InFlow> inReturnTo;
  private final OutFlowListener events;
  private final FarEnd farEnd = new FarEnd();
  private boolean isOpen;
  private long queuedBytes;
  private long lastArrivalNanos;

  SimFlow(
      SimLink link, int type, Optional<InFlow> inReturnTo, OutFlowListener events, boolean isOpen) {
    this.link = link;
    this.type = type;
    this.inReturnTo = inReturnTo;
    this.events = events;
    this.isOpen = isOpen;
    this.lastArrivalNanos = link.mesh().now();
  }

  int type() {
    return type;
  }

  @Override
  public boolean isOpen() {
    return isOpen && link.isOpen();
  }

  @Override
  public void write(byte[] message, long lifetimeNanos) {
    if (!isOpen()) {
      return;
    }
    SimMesh mesh = link.mesh();
    mesh.messages++;
    link.mediaBytes += type == PeerMessageType.FLOW_MEDIA ? message.length : 0;
    queuedBytes += message.length;
    long late = mesh.lossDelayNanos(link.delayNanos());
    boolean isLost = lifetimeNanos > 0 && late >= lifetimeNanos;
    long arrivalNanos = mesh.now() + link.delayNanos() + (isLost ? lifetimeNanos : late);
    if (!farEnd.isOnArrival) {
      arrivalNanos = Math.max(arrivalNanos, lastArrivalNanos);
    }
    lastArrivalNanos = Math.max(lastArrivalNanos, arrivalNanos);
    mesh.in(
        arrivalNanos - mesh.now(),
        () -> {
          queuedBytes -= message.length;
          if (!isLost) {
            farEnd.deliver(message);
          }
        });
  }

  @Override
  public long queuedBytes() {
    return queuedBytes;
  }

  @Override
  public void close() {
    if (isOpen) {
      isOpen = false;
      link.mesh()
          .in(Math.max(link.delayNanos(), lastArrivalNanos - link.mesh().now()), farEnd::end);
    }
  }

  private final class FarEnd implements InFlow {
    private Optional<InFlowListener> listener = Optional.empty();
    private boolean isRejected;
    private boolean isOnArrival;

    private void deliver(byte[] message) {
      SimLink far = link.twin();
      if (isRejected || !far.isOpen() || !far.owner().isAlive()) {
        return;
      }
      far.heard();
      far.owner()
          .on(
              () -> {
                if (listener.isEmpty()) {
                  listener = Optional.of(welcome(far));
                }
                if (!isRejected) {
                  listener.get().onMessage(link.mesh().now(), this, message);
                }
              });
    }

    private InFlowListener welcome(SimLink far) {
      if (inReturnTo.isEmpty()) {
        return far.owner().groups.onFlow(this);
      }
      SimFlow answered = ((FarEnd) inReturnTo.get()).flow();
      if (!answered.isOpen()) {
        reject();
        return InFlowListener.NONE;
      }
      return answered.events.onReturn(link.mesh().now(), this);
    }

    private SimFlow flow() {
      return SimFlow.this;
    }

    private void end() {
      SimLink far = link.twin();
      if (!isRejected && far.isOpen()) {
        far.owner().on(() -> listener.ifPresent(l -> l.onComplete(link.mesh().now(), this)));
      }
    }

    @Override
    public PeerLink link() {
      return link.twin();
    }

    @Override
    public int type() {
      return type;
    }

    @Override
    public void deliverOnArrival() {
      isOnArrival = true;
    }

    @Override
    public void reject() {
      if (!isRejected) {
        isRejected = true;
        link.mesh()
            .in(
                link.delayNanos(),
                () -> {
                  if (isOpen()) {
                    isOpen = false;
                    link.owner().on(() -> events.onRejected(link.mesh().now(), SimFlow.this));
                  }
                });
      }
    }
  }
}
