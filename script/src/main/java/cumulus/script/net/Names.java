package cumulus.script.net;

import cumulus.script.bind.ScriptRuntime;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Looks host names up on threads of their own. The application thread waits for the names of {@code
 * connect} and {@code bind}, at most two seconds that do not count for the script's time; for all
 * others it does not wait (README 30).
 */
final class Names {
  static final int MAX_AT_A_TIME = 64;
  static final int MAX_KNOWN = 1000;
  private static final long WAIT_SECONDS = 2;
  private static final long CACHE_NANOS = 60_000_000_000L;

  private record Known(InetAddress address, long atNanos) {}

  private final ScriptRuntime runtime;
  private final Executor applicationThread;
  private final Semaphore free = new Semaphore(MAX_AT_A_TIME);
  private final Map<String, Known> known = new LinkedHashMap<>();
  private final Map<String, List<Consumer<Optional<InetAddress>>>> asked = new HashMap<>();

  Names(ScriptRuntime runtime, Executor applicationThread) {
    this.runtime = runtime;
    this.applicationThread = applicationThread;
  }

  /** The address of a host, within two seconds. */
  InetAddress now(String host) throws SocketProblem {
    Optional<InetAddress> literal = literal(host);
    if (literal.isPresent()) {
      return literal.get();
    }
    runtime.guard().excuse();
    try {
      return begin(host)
          .get(WAIT_SECONDS, TimeUnit.SECONDS)
          .orElseThrow(() -> new SocketProblem("Host not found: " + host));
    } catch (TimeoutException | ExecutionException _) {
      throw new SocketProblem("Host not found: " + host);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new SocketProblem("Host not found: " + host);
    } finally {
      runtime.guard().count();
    }
  }

  /** The address of a host that needs no look-up, or had one a short while ago. */
  Optional<InetAddress> known(String host) {
    Known cached = known.get(host);
    return cached != null && System.nanoTime() - cached.atNanos < CACHE_NANOS
        ? Optional.of(cached.address)
        : literal(host);
  }

  /** Says the address of a host later, on the application thread. */
  void later(String host, Consumer<Optional<InetAddress>> then) {
    List<Consumer<Optional<InetAddress>>> others = asked.get(host);
    if (others != null) {
      others.add(then);
      return;
    }
    asked.put(host, new ArrayList<>(List.of(then)));
    var _ =
        begin(host).thenAccept(address -> applicationThread.execute(() -> answer(host, address)));
  }

  private void answer(String host, Optional<InetAddress> address) {
    address.ifPresent(found -> remember(host, found));
    Optional.ofNullable(asked.remove(host))
        .ifPresent(all -> all.forEach(then -> then.accept(address)));
  }

  private void remember(String host, InetAddress address) {
    if (known.size() >= MAX_KNOWN) {
      known.remove(known.keySet().iterator().next());
    }
    known.put(host, new Known(address, System.nanoTime()));
  }

  private CompletableFuture<Optional<InetAddress>> begin(String host) {
    var answer = new CompletableFuture<Optional<InetAddress>>();
    if (!free.tryAcquire()) {
      answer.complete(Optional.empty());
      return answer;
    }
    Thread.ofVirtual()
        .name("script-look-up")
        .start(
            () -> {
              Optional<InetAddress> address = lookUp(host);
              free.release();
              answer.complete(address);
            });
    return answer;
  }

  private static Optional<InetAddress> lookUp(String host) {
    try {
      return Optional.of(InetAddress.getByName(host));
    } catch (UnknownHostException _) {
      return Optional.empty();
    }
  }

  private static Optional<InetAddress> literal(String host) {
    try {
      return Optional.of(InetAddress.ofLiteral(host.replaceAll("^\\[(.*)]$", "$1")));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
