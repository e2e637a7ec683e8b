package cumulus.links;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Looks one host up, without ever holding its caller for longer than a given time. A look-up blocks
 * its thread inside the system, and would block the carrier of a virtual one: it has a thread of
 * its own, one at a time.
 */
final class Resolution {
  private final String host;
  private final HostResolver resolver;
  private Optional<CompletableFuture<List<InetAddress>>> running = Optional.empty();

  Resolution(String host, HostResolver resolver) {
    this.host = host;
    this.resolver = resolver;
  }

  /**
   * The addresses.
   *
   * @throws UnknownHostException when there are none, or none within the time; the look-up then
   *     goes on and the next call waits for it
   */
  List<InetAddress> await(Duration time) throws UnknownHostException, InterruptedException {
    CompletableFuture<List<InetAddress>> lookUp = running.orElseGet(this::begin);
    running = Optional.of(lookUp);
    try {
      List<InetAddress> found = lookUp.get(time.toNanos(), TimeUnit.NANOSECONDS);
      running = Optional.empty();
      return found;
    } catch (TimeoutException e) {
      throw new UnknownHostException(
          "the name service does not answer for \"" + host + "\": check it and the network");
    } catch (ExecutionException e) {
      running = Optional.empty();
      throw new UnknownHostException(
          "the host \"" + host + "\" is not known: check its name in servers.targets");
    }
  }

  private CompletableFuture<List<InetAddress>> begin() {
    var future = new CompletableFuture<List<InetAddress>>();
    Thread.ofPlatform()
        .daemon()
        .name("links-resolve-" + host)
        .start(
            () -> {
              try {
                future.complete(List.of(resolver.resolve(host)));
              } catch (UnknownHostException | RuntimeException | Error e) {
                future.completeExceptionally(e);
              }
            });
    return future;
  }
}
