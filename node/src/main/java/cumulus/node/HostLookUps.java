package cumulus.node;

import cumulus.rtmfp.Address;
import cumulus.server.ToControl;
import cumulus.transport.Addresses;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * Looks host names up for redirections, on threads of their own: a name server that does not answer
 * keeps nobody else waiting.
 */
final class HostLookUps {
  /** Names looked up at a time. */
  static final int MAX_AT_A_TIME = 64;

  private final Consumer<ToControl> control;
  private final Semaphore free = new Semaphore(MAX_AT_A_TIME);

  /**
   * @param control takes the answers
   */
  HostLookUps(Consumer<ToControl> control) {
    this.control = control;
  }

  /** Any thread: begins to look a host up; the answer is posted in any case, perhaps empty. */
  void begin(String host) {
    if (!free.tryAcquire()) {
      control.accept(new ToControl.HostResolved(host, List.of()));
      return;
    }
    Thread.ofVirtual().name("look-up-" + host).start(() -> lookUp(host));
  }

  private void lookUp(String host) {
    List<Address> addresses = List.of();
    try {
      addresses =
          Arrays.stream(InetAddress.getAllByName(host))
              .map(each -> Addresses.of(new InetSocketAddress(each, 0)))
              .toList();
    } catch (UnknownHostException _) {
      // An answer without addresses says so.
    } finally {
      free.release();
      control.accept(new ToControl.HostResolved(host, addresses));
    }
  }
}
