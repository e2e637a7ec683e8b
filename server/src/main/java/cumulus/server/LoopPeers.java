package cumulus.server;

import cumulus.rtmfp.Address;
import cumulus.rtmfp.HelloAnswer;
import cumulus.rtmfp.PeerHello;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * Introduces peers to each other (RFC 7016 section 3.5.1.4): what a loop does with hellos for
 * clients of the server. Each hello is answered by itself, from the loop's replica of the peer
 * directory, so that neither the application nor another loop is waited for.
 */
final class LoopPeers {
  /** Failures told to the log in a second, by each loop; all are counted. */
  static final int TOLD_PER_SECOND = 5;

  private static final long SECOND_NANOS = 1_000_000_000L;

  private final int index;
  private final List<Consumer<ToLoop>> loops;
  private final Timers timers;
  private final LongFunction<Optional<LoopClient>> clients;
  private final HelloDesk desk;
  private final IntroductionCounters counters;
  private final PeerDirectory directory = new PeerDirectory();
  private final IntroductionAttempts attempts;
  private Consumer<IntroductionFailure> observer = failure -> {};
  private int told;

  /**
   * @param clients finds a client of this loop by its number
   */
  LoopPeers(
      int index,
      List<Consumer<ToLoop>> loops,
      Timers timers,
      LongFunction<Optional<LoopClient>> clients,
      HelloDesk desk,
      IntroductionCounters counters) {
    this.index = index;
    this.loops = loops;
    this.timers = timers;
    this.clients = clients;
    this.desk = desk;
    this.counters = counters;
    this.attempts = new IntroductionAttempts(timers, attempt -> tell(attempt, cause(attempt)));
  }

  void observe(Consumer<IntroductionFailure> listener) {
    observer = listener;
  }

  PeerDirectory directory() {
    return directory;
  }

  // ---- the directory

  /** A client of this loop is connected, or something about it is new: every loop hears of it. */
  void publish(LoopClient client) {
    var peer =
        new Peer(
            client.session().peerId(),
            client.id(),
            index,
            client.session().farAddress(),
            client.peering().addresses(),
            client.peering().reachability().isSilent());
    directory.put(peer);
    tellOthers(new ToLoop.PeerKnown(peer));
  }

  /** The session of a client of this loop is over. */
  void withdraw(LoopClient client) {
    byte[] peerId = client.session().peerId();
    directory.remove(peerId, client.id());
    tellOthers(new ToLoop.PeerGone(peerId, client.id()));
  }

  private void tellOthers(ToLoop post) {
    for (int i = 0; i < loops.size(); i++) {
      if (i != index) {
        loops.get(i).accept(post);
      }
    }
  }

  // ---- introductions

  /** A hello for a peer. */
  HelloAnswer onHello(PeerHello hello) {
    counters.hellos++;
    Optional<Peer> target = directory.find(hello.peerId()).filter(peer -> !peer.isSilent());
    Optional<Peer> asker = directory.at(hello.from());
    Optional<IntroductionAttempts.Attempt> attempt = attempts.count(hello);
    if (target.isEmpty()) {
      return desk.onUnknownPeer(hello, () -> attempt.ifPresent(each -> tell(each, cause(each))));
    }
    if (asker.isPresent() && asker.get().client() == target.get().client()) {
      return HelloAnswer.IGNORE;
    }
    if (attempt.isPresent() && attempt.get().isRepeated()) {
      asker
          .flatMap(peer -> clients.apply(peer.client()))
          .ifPresent(client -> client.peering().reachability().ask());
    }
    return introduce(hello, target.get(), asker);
  }

  private HelloAnswer introduce(PeerHello hello, Peer target, Optional<Peer> asker) {
    List<Address> alsoAt =
        asker.map(peer -> peer.usefulTo(target.observed(), target.mayHaveIpv6())).orElse(List.of());
    if (target.loop() != index) {
      loops.get(target.loop()).accept(new ToLoop.Introduce(target.client(), hello, alsoAt));
    } else if (!forward(target.client(), hello, alsoAt)) {
      return HelloAnswer.IGNORE;
    }
    boolean askerMayHaveIpv6 = asker.map(Peer::mayHaveIpv6).orElse(true);
    return new HelloAnswer.Introduce(
        target.observed(), target.usefulTo(hello.from(), askerMayHaveIpv6));
  }

  /** Passes a hello on to a client of this loop; false if it gets too many. */
  boolean forward(long client, PeerHello hello, List<Address> alsoAt) {
    return clients.apply(client).filter(found -> forward(found, hello, alsoAt)).isPresent();
  }

  private boolean forward(LoopClient client, PeerHello hello, List<Address> alsoAt) {
    Reachability reachability = client.peering().reachability();
    if (!reachability.mayIntroduce()) {
      counters.limited++;
      return false;
    }
    counters.introduced++;
    client.session().forward(hello, alsoAt);
    reachability.ask();
    return true;
  }

  // ---- failures

  private void tell(IntroductionAttempts.Attempt attempt, IntroductionFailure failure) {
    if (!attempt.takeTelling()) {
      return;
    }
    counters.count(failure);
    if (told == 0) {
      timers.in(SECOND_NANOS, () -> told = 0);
    }
    if (++told <= TOLD_PER_SECOND) {
      observer.accept(failure);
    }
  }

  private IntroductionFailure cause(IntroductionAttempts.Attempt attempt) {
    byte[] peerId = attempt.hello.peerId();
    Address from = attempt.hello.from();
    Optional<Peer> found = directory.find(peerId);
    if (found.isEmpty()) {
      return directory.hasLeft(peerId)
          ? new IntroductionFailure.PeerLeft(peerId, from)
          : new IntroductionFailure.UnknownPeer(peerId, from);
    }
    Peer target = found.get();
    if (target.isSilent()) {
      return new IntroductionFailure.TargetSilent(peerId, from, target.observed());
    }
    Optional<Peer> asker = directory.at(from);
    if (asker.isPresent() && asker.get().isSilent()) {
      return new IntroductionFailure.AskerSilent(peerId, from);
    }
    List<Address> ofAsker = asker.map(Peer::addresses).orElse(List.of(from));
    List<Address> ofTarget = target.addresses();
    if (!haveCommonFamily(ofAsker, ofTarget)) {
      return new IntroductionFailure.NoCommonFamily(peerId, from, target.observed());
    }
    return reach(ofAsker) == reach(ofTarget)
        ? new IntroductionFailure.NoPath(peerId, from, target.observed())
        : new IntroductionFailure.OnlyPrivateAddresses(peerId, from, target.observed());
  }

  private static boolean haveCommonFamily(List<Address> one, List<Address> other) {
    return one.stream().anyMatch(a -> other.stream().anyMatch(b -> a.isIpv4() == b.isIpv4()));
  }

  /**
   * From how far away the widest known address can be reached: 0 own host, 1 own network, 2 all.
   */
  private static int reach(List<Address> addresses) {
    int widest = 0;
    for (Address address : addresses) {
      widest = Math.max(widest, address.isLoopback() ? 0 : address.isPrivate() ? 1 : 2);
    }
    return widest;
  }
}
