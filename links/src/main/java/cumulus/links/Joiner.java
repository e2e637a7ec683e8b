package cumulus.links;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Keeps one target joined: {@link #run} is the life of its thread, which tries, carries the link
 * while it stands, and tries again at the next period, for ever.
 */
final class Joiner {
  private final LinkTarget target;
  private final Links links;
  private final LinkTimings timings;
  private final Resolution resolution;
  private Optional<String> lastReason = Optional.empty();

  Joiner(LinkTarget target, Links links, LinkTimings timings, HostResolver resolver) {
    this.target = target;
    this.links = links;
    this.timings = timings;
    this.resolution = new Resolution(target.host(), resolver);
  }

  void run() {
    try {
      long firstNanos = System.nanoTime();
      while (!links.isClosed()) {
        attempt();
        Thread.sleep(Duration.ofNanos(timings.untilNextJoinNanos(System.nanoTime() - firstNanos)));
      }
    } catch (InterruptedException e) {
      // The server stops.
      Thread.currentThread().interrupt();
    }
  }

  private void attempt() throws InterruptedException {
    links.tell(new LinkNotice.Joining(target.address()));
    if (target.problem().isPresent()) {
      links.tell(new LinkNotice.JoinFailed(target.address(), target.problem().get()));
      return;
    }
    Optional<SocketChannel> channel;
    try {
      channel = connect(resolution.await(timings.connect()));
    } catch (UnknownHostException e) {
      links.tell(new LinkNotice.JoinFailed(target.address(), String.valueOf(e.getMessage())));
      return;
    }
    if (channel.isPresent()) {
      lastReason = Optional.empty();
      links.join(channel.get(), target);
    }
  }

  /** The first address that answers. */
  private Optional<SocketChannel> connect(List<InetAddress> addresses) throws InterruptedException {
    String reason = "it has no address";
    for (int i = 0; i < Math.min(addresses.size(), LinkLimits.ADDRESSES); i++) {
      try {
        return Optional.of(connect(addresses.get(i)));
      } catch (IOException e) {
        reason = String.valueOf(e.getMessage());
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
    }
    boolean isKnown = lastReason.equals(Optional.of(reason));
    lastReason = Optional.of(reason);
    links.tell(new LinkNotice.Unreachable(target.address(), reason, isKnown));
    return Optional.empty();
  }

  private SocketChannel connect(InetAddress address) throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      channel
          .socket()
          .connect(
              new InetSocketAddress(address, target.port()), (int) timings.connect().toMillis());
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }
}
