package cumulus.group;

import cumulus.flash.group.PeerAddress;
import cumulus.flash.group.PeerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One end of a session between two members of the simulation. */
final class SimLink implements PeerLink {
  /** Flows that this end has opened. */
  final List<SimFlow> flows = new ArrayList<>();

  /** Bytes of fragments sent from this end. */
  long mediaBytes;

  private final SimMember owner;
  private final SimMember far;
  private final byte[] nearNonce = new byte[32];
  private SimLink twin;
  private boolean isOpen = true;
  private long lastHeardNanos;

  SimLink(SimMember owner, SimMember far) {
    this.owner = owner;
    this.far = far;
    this.lastHeardNanos = owner.mesh().now();
    owner.mesh().random.nextBytes(nearNonce);
    this.twin = this;
    this.twin = new SimLink(/* owner= */ far, /* far= */ owner, this);
  }

  private SimLink(SimMember owner, SimMember far, SimLink twin) {
    this.owner = owner;
    this.far = far;
    this.lastHeardNanos = owner.mesh().now();
    owner.mesh().random.nextBytes(nearNonce);
    this.twin = twin;
  }

  SimLink twin() {
    return twin;
  }

  SimMember owner() {
    return owner;
  }

  SimMesh mesh() {
    return owner.mesh();
  }

  long delayNanos() {
    return mesh().delayNanos(owner.self(), far.self());
  }

  void heard() {
    lastHeardNanos = mesh().now();
  }

  /** Ends the session in order: the far end hears of it. */
  void close() {
    if (isOpen) {
      isOpen = false;
      mesh().in(0, () -> owner.closed(this));
      mesh()
          .in(
              delayNanos(),
              () -> {
                twin.isOpen = false;
                twin.owner.closed(twin);
              });
    }
  }

  @Override
  public PeerId peer() {
    return far.self();
  }

  @Override
  public boolean isOpen() {
    return isOpen;
  }

  @Override
  public byte[] nearNonce() {
    return nearNonce.clone();
  }

  @Override
  public byte[] farNonce() {
    return twin.nearNonce.clone();
  }

  @Override
  public Optional<PeerAddress> farAddress() {
    return Optional.of(PeerAddress.ipv4(PeerAddress.OBSERVED, far.self().hashCode(), 5000));
  }

  @Override
  public long roundTripNanos() {
    return 2 * delayNanos();
  }

  @Override
  public long lastHeardNanos() {
    return lastHeardNanos;
  }

  @Override
  public void ping() {
    mesh()
        .in(
            2 * delayNanos(),
            () -> {
              if (far.isAlive() && isOpen && twin.isOpen) {
                heard();
              }
            });
  }

  @Override
  public SimFlow openFlow(
      int type, Optional<InFlow> inReturnTo, Urgency urgency, OutFlowListener events) {
    var flow = new SimFlow(this, type, inReturnTo, events, isOpen);
    flows.removeIf(former -> !former.isOpen());
    flows.add(flow);
    return flow;
  }

  @Override
  public void release(GroupMember group) {
    close();
  }
}
