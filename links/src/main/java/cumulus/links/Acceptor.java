package cumulus.links;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * Lets other servers in: {@link #run} is the life of the thread that accepts; each connection has a
 * thread of its own.
 */
final class Acceptor {
  /** Connections that are being closed may overlap with those that come. */
  private static final int MAX_OPEN = LinkLimits.ACCEPTED + 2 * LinkLimits.PENDING;

  private static final Duration PAUSE = Duration.ofMillis(500);

  private final ServerSocketChannel channel;
  private final Links links;
  private final Admission<LinkConnection> admission =
      new Admission<>(LinkLimits.PENDING, LinkLimits.ACCEPTED);
  private final Semaphore open = new Semaphore(MAX_OPEN);

  Acceptor(ServerSocketChannel channel, Links links) {
    this.channel = channel;
    this.links = links;
  }

  Admission<LinkConnection> admission() {
    return admission;
  }

  void run() {
    try {
      while (!links.isClosed()) {
        open.acquire();
        if (!accept()) {
          open.release();
        }
      }
    } catch (InterruptedException e) {
      // The server stops.
      Thread.currentThread().interrupt();
    }
  }

  private boolean accept() throws InterruptedException {
    SocketChannel accepted = null;
    try {
      accepted = channel.accept();
      begin(accepted, (InetSocketAddress) accepted.getRemoteAddress());
      return true;
    } catch (IOException e) {
      if (accepted != null) {
        Links.close(accepted);
      } else if (!links.isClosed()) {
        links.tell(new LinkNotice.AcceptFailed(String.valueOf(e.getMessage())));
        // Too many open files, for example: what is open may end meanwhile.
        Thread.sleep(PAUSE);
      }
      return false;
    }
  }

  private void begin(SocketChannel accepted, InetSocketAddress from) {
    LinkConnection connection = links.accepted(accepted, from);
    Thread thread =
        Thread.ofVirtual()
            .name("link-" + connection.far().address())
            .unstarted(() -> serve(connection));
    admission
        .arrived(connection, from.getAddress())
        .ifPresent(
            victim ->
                victim.close(
                    new LinkEnd.Failed(
                        "too many connections wait to say hello: it was the oldest of the host with"
                            + " most of them")));
    thread.start();
  }

  private void serve(LinkConnection connection) {
    try {
      links
          .run(connection, () -> admission.linked(connection))
          .ifPresent(why -> links.tell(new LinkNotice.Refused(connection.far().address(), why)));
    } finally {
      admission.gone(connection);
      open.release();
    }
  }
}
