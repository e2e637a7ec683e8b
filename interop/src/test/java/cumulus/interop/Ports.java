package cumulus.interop;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for servers that are told theirs. They lie below those that the system gives to sockets
 * without a wish, so that no client takes one while its server is not running.
 */
final class Ports {
  private static final int FIRST = 20_000;
  private static final int COUNT = 10_000;
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final AtomicInteger NEXT =
      new AtomicInteger(new SplittableRandom().nextInt(COUNT));

  private Ports() {}

  /** One that is free now, TCP and UDP, and given to nobody else by this process. */
  static int next() {
    for (int tries = 0; tries < COUNT; tries++) {
      var address = new InetSocketAddress(LOOPBACK, FIRST + NEXT.getAndIncrement() % COUNT);
      try (var _ = new DatagramSocket(address);
          var _ = new ServerSocket(address.getPort(), 1, LOOPBACK)) {
        return address.getPort();
      } catch (IOException _) {
        // Somebody has it.
      }
    }
    throw new IllegalStateException("no port is free");
  }
}
