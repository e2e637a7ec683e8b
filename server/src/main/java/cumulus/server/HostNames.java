package cumulus.server;

import cumulus.rtmfp.Address;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Addresses of host names, looked up by somebody else: results are kept for a minute, and nobody
 * waits for more than two seconds.
 */
final class HostNames {
  /** Longest wait for a name. */
  static final long LOOK_UP_NANOS = 2_000_000_000L;

  /** How long a result is good, and that there is none. */
  static final long GOOD_NANOS = 60_000_000_000L;

  static final long BAD_NANOS = 10_000_000_000L;

  /** Names kept; the oldest gives way. */
  static final int MAX_NAMES = 1024;

  /** Answers that wait for names; further ones do without. */
  static final int MAX_WAITING = 1024;

  private static final int MAX_PORT = 0xffff;
  private static final int MAX_HOST = 253;

  /** A host, by name or address, and a port. */
  record Place(String host, int port, Optional<Address> literal) {
    /** {@code host:port}, the port being mandatory; IPv6 in brackets. */
    static Optional<Place> parse(String text) {
      Optional<Address> literal = PeerAddresses.parse(text);
      int colon = text.lastIndexOf(':');
      if (literal.isPresent()) {
        return Optional.of(new Place(text.substring(0, colon), literal.get().port(), literal));
      }
      if (colon < 1 || colon > MAX_HOST) {
        return Optional.empty();
      }
      String host = text.substring(0, colon);
      try {
        int port = Integer.parseInt(text.substring(colon + 1));
        boolean isName = host.chars().allMatch(Place::isOfName);
        return isName && port > 0 && port <= MAX_PORT
            ? Optional.of(new Place(host, port, Optional.empty()))
            : Optional.empty();
      } catch (NumberFormatException _) {
        return Optional.empty();
      }
    }

    private static boolean isOfName(int letter) {
      return Character.isLetterOrDigit(letter) || letter == '-' || letter == '.' || letter == '_';
    }

    @Override
    public String toString() {
      return host + ":" + port;
    }
  }

  private record Known(List<Address> addresses, long untilNanos) {}

  /** An answer that waits for names. */
  private static final class Waiting {
    final List<Place> places;
    final Consumer<List<Address>> whenDone;
    final Consumer<Place> whenBad;
    boolean isDone;

    Waiting(List<Place> places, Consumer<List<Address>> whenDone, Consumer<Place> whenBad) {
      this.places = places;
      this.whenDone = whenDone;
      this.whenBad = whenBad;
    }
  }

  private final Consumer<String> lookUps;
  private final Timers timers;
  private final Map<String, Known> known = new LinkedHashMap<>();
  private final Map<String, List<Waiting>> asked = new HashMap<>();
  private int waitingCount;
  private long nowNanos;

  /**
   * @param lookUps told of a host to look up; {@link #resolved} follows
   */
  HostNames(Consumer<String> lookUps, Timers timers) {
    this.lookUps = lookUps;
    this.timers = timers;
  }

  void advance(long now) {
    nowNanos = now;
  }

  /**
   * Finds the addresses of places, in their order.
   *
   * @param whenDone told once, now or later
   * @param whenBad told of each place without addresses, before that
   * @return true if it has to be waited for
   */
  boolean resolve(List<Place> places, Consumer<List<Address>> whenDone, Consumer<Place> whenBad) {
    var waiting = new Waiting(places, whenDone, whenBad);
    var missing = new LinkedHashSet<String>();
    for (Place place : places) {
      if (place.literal().isEmpty() && !isKnown(place.host())) {
        missing.add(place.host());
      }
    }
    if (missing.isEmpty() || waitingCount >= MAX_WAITING) {
      finish(waiting);
      return false;
    }
    waitingCount++;
    timers.in(LOOK_UP_NANOS, () -> finishWaiting(waiting));
    for (String host : missing) {
      List<Waiting> line = asked.get(host);
      if (line == null) {
        line = new ArrayList<>();
        asked.put(host, line);
        lookUps.accept(host);
      }
      line.add(waiting);
    }
    return true;
  }

  /** A look-up is over; without addresses the host has none. */
  void resolved(String host, List<Address> addresses) {
    known.remove(host);
    known.put(
        host, new Known(addresses, nowNanos + (addresses.isEmpty() ? BAD_NANOS : GOOD_NANOS)));
    if (known.size() > MAX_NAMES) {
      known.remove(known.keySet().iterator().next());
    }
    List<Waiting> line = asked.remove(host);
    if (line != null) {
      for (Waiting waiting : line) {
        boolean isReady =
            waiting.places.stream()
                .allMatch(each -> each.literal().isPresent() || isKnown(each.host()));
        if (isReady) {
          finishWaiting(waiting);
        }
      }
    }
  }

  private boolean isKnown(String host) {
    Known found = known.get(host);
    return found != null && nowNanos - found.untilNanos() < 0;
  }

  private void finishWaiting(Waiting waiting) {
    if (!waiting.isDone) {
      waiting.isDone = true;
      waitingCount--;
      asked.values().forEach(line -> line.remove(waiting));
      finish(waiting);
    }
  }

  private void finish(Waiting waiting) {
    var addresses = new LinkedHashSet<Address>();
    for (Place place : waiting.places) {
      List<Address> found = addresses(place);
      if (found.isEmpty()) {
        waiting.whenBad.accept(place);
      }
      addresses.addAll(found);
    }
    waiting.whenDone.accept(List.copyOf(addresses));
  }

  private List<Address> addresses(Place place) {
    if (place.literal().isPresent()) {
      return List.of(place.literal().get());
    }
    Known found = known.get(place.host());
    return found == null
        ? List.of()
        : found.addresses().stream()
            .map(each -> new Address(each.high(), each.low(), place.port()))
            .toList();
  }
}
