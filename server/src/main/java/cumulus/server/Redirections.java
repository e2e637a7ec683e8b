package cumulus.server;

import cumulus.rtmfp.Address;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks the application where hellos are to be sent (multi-server section 6) and turns its answers
 * into addresses. Names are looked up elsewhere and waited for at most two seconds.
 */
final class Redirections {
  /** Attempts to connect that are counted at a time; the oldest gives way. */
  static final int MAX_TAGS = 4096;

  /** An attempt is forgotten after this. */
  static final long TAG_NANOS = 120_000_000_000L;

  /** Addresses of one answer. */
  static final int MAX_ADDRESSES = 24;

  private static final String AGAIN = "again";
  private static final int DEFAULT_PORT = 1935;

  private record Tag(Address from, ByteBuffer tag) {}

  private record Attempts(int count, long firstNanos) {}

  private final Application application;
  private final Control control;
  private final HostNames names;
  private final Map<Tag, Attempts> attempts = new LinkedHashMap<>();

  Redirections(Application application, Control control, HostNames names) {
    this.application = application;
    this.control = control;
    this.names = names;
  }

  /** Somebody wants to connect. */
  void onHandshake(long nowNanos, ToControl.HelloReceived hello) {
    String location = ConnectInfo.location(hello.url());
    var handshake =
        new Handshake(
            hello.from(),
            ConnectInfo.path(location),
            ConnectInfo.query(location),
            count(nowNanos, hello));
    List<String> wanted = application.onHandshake(handshake);
    answer(hello.loop(), hello.from(), hello.tag(), resolved(wanted, hello.url()));
  }

  /** Somebody looks for a peer that is not here. */
  void onUnknownPeer(ToControl.UnknownPeer post) {
    List<String> wanted = application.onRendezVousUnknown(post.hello().peerId().clone());
    answer(post.loop(), post.hello().from(), post.hello().tag(), wanted);
  }

  private int count(long nowNanos, ToControl.HelloReceived hello) {
    var oldest = attempts.entrySet().iterator();
    while (oldest.hasNext() && nowNanos - oldest.next().getValue().firstNanos() >= TAG_NANOS) {
      oldest.remove();
    }
    var tag = new Tag(hello.from(), ByteBuffer.wrap(hello.tag()));
    Attempts counted =
        attempts.merge(
            tag,
            new Attempts(1, nowNanos),
            (before, _) -> new Attempts(before.count() + 1, before.firstNanos()));
    if (attempts.size() > MAX_TAGS) {
      attempts.remove(attempts.keySet().iterator().next());
    }
    return counted.count();
  }

  /** "again" is what the client itself used. */
  private static List<String> resolved(List<String> wanted, String url) {
    return wanted.stream().map(place -> place.equals(AGAIN) ? authority(url) : place).toList();
  }

  private static String authority(String url) {
    String host = ConnectInfo.host(url);
    boolean hasPort = host.lastIndexOf(':') > host.lastIndexOf(']');
    return host.isEmpty() || hasPort ? host : host + ":" + DEFAULT_PORT;
  }

  private void answer(int loop, Address from, byte[] tag, List<String> wanted) {
    var lookUps = new ArrayList<HostNames.Place>();
    for (String text : new LinkedHashSet<>(wanted)) {
      Optional<HostNames.Place> place = HostNames.Place.parse(text);
      place.ifPresentOrElse(
          lookUps::add, () -> application.onBadRedirection(text, "host:port is wanted"));
    }
    boolean mustWait =
        names.resolve(
            lookUps,
            addresses ->
                control.post(
                    loop,
                    new ToLoop.HelloDecided(
                        from, tag, addresses.stream().limit(MAX_ADDRESSES).toList())),
            place -> application.onBadRedirection(place.toString(), "the name cannot be resolved"));
    if (mustWait) {
      control.post(
          loop,
          new ToLoop.HelloProlonged(from, tag, HostNames.LOOK_UP_NANOS + HelloDesk.HOLD_NANOS));
    }
  }
}
