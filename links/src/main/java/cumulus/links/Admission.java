package cumulus.links;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bounds the connections that others make: those that have not said hello yet, and those that have.
 * When too many wait for a hello, the oldest of the host that has most of them goes, so that a
 * flood is paid for by the one who makes it.
 *
 * @param <C> a connection
 */
final class Admission<C> {
  private final int maxPending;
  private final int maxLinked;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<C, InetAddress> pending = new LinkedHashMap<>();
  private final Set<C> linked = new HashSet<>();

  Admission(int maxPending, int maxLinked) {
    this.maxPending = maxPending;
    this.maxLinked = maxLinked;
  }

  /** A connection has come; answers one that must go for it. */
  Optional<C> arrived(C connection, InetAddress host) {
    lock.lock();
    try {
      pending.put(connection, host);
      if (pending.size() <= maxPending) {
        return Optional.empty();
      }
      C victim = oldestOf(busiestHost());
      pending.remove(victim);
      return Optional.of(victim);
    } finally {
      lock.unlock();
    }
  }

  /** A connection has said hello; false if there are links enough. */
  boolean linked(C connection) {
    lock.lock();
    try {
      if (linked.size() >= maxLinked) {
        return false;
      }
      pending.remove(connection);
      linked.add(connection);
      return true;
    } finally {
      lock.unlock();
    }
  }

  void gone(C connection) {
    lock.lock();
    try {
      pending.remove(connection);
      linked.remove(connection);
    } finally {
      lock.unlock();
    }
  }

  int pendingCount() {
    lock.lock();
    try {
      return pending.size();
    } finally {
      lock.unlock();
    }
  }

  int linkedCount() {
    lock.lock();
    try {
      return linked.size();
    } finally {
      lock.unlock();
    }
  }

  private InetAddress busiestHost() {
    var counts = new HashMap<InetAddress, Integer>();
    pending.values().forEach(host -> counts.merge(host, 1, Integer::sum));
    return counts.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElseThrow();
  }

  private C oldestOf(InetAddress host) {
    return pending.entrySet().stream()
        .filter(entry -> entry.getValue().equals(host))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }
}
