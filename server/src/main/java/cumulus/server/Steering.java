package cumulus.server;

import cumulus.rtmfp.Address;
import cumulus.rtmfp.SessionIds;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Passes on what arrives at one loop for a session of another. Where the kernel spreads senders
 * over the loops' sockets by their addresses, a client whose address changes lands anywhere.
 */
public final class Steering {
  /** Datagrams that may wait for other loops; what is more is lost, as on a full socket. */
  static final long QUEUE_BYTES = 1 << 20;

  private final SessionIds ids;
  private final List<Consumer<ToLoop>> loops;
  private final PacketBudget budget = new PacketBudget(QUEUE_BYTES);

  /**
   * @param ids of the loop's own endpoint
   * @param loops mailboxes of all loops by index; its own is never used
   */
  public Steering(SessionIds ids, List<Consumer<ToLoop>> loops) {
    this.ids = ids;
    this.loops = List.copyOf(loops);
  }

  /** True if the datagram was for another loop: then there is nothing more to do. */
  public boolean passOn(Address from, byte[] bytes, int offset, int length) {
    int owner = ids.isShared() ? ids.ownerOf(bytes, offset, length) : ids.index();
    if (owner == ids.index()) {
      return false;
    }
    if (budget.take(length)) {
      byte[] datagram = Arrays.copyOfRange(bytes, offset, offset + length);
      loops.get(owner).accept(new ToLoop.Strayed(from, datagram, budget));
    }
    return true;
  }
}
