package cumulus.server;

import cumulus.rtmfp.Address;
import cumulus.rtmfp.Endpoint;
import cumulus.rtmfp.HelloAnswer;
import cumulus.rtmfp.PeerHello;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Shows hellos to the application where it wants to see them, and holds them meanwhile. Without a
 * wish of it a hello leaves nothing here (README 32).
 */
final class HelloDesk {
  /** How long a hello waits for a script; then it goes on without it. */
  static final long HOLD_NANOS = 1_000_000_000L;

  /** Hellos shown to the application in a second, over all loops. */
  static final int SHOWN_PER_SECOND = 1000;

  private final int loop;
  private final Consumer<ToControl> control;
  private final HeldHellos held;
  private final IntroductionCounters counters;
  private Optional<Endpoint> endpoint = Optional.empty();
  private boolean wantsHandshakes;
  private boolean wantsUnknownPeers;

  HelloDesk(
      int loop,
      int loopCount,
      Consumer<ToControl> control,
      Timers timers,
      IntroductionCounters counters) {
    this.loop = loop;
    this.control = control;
    this.held = new HeldHellos(timers, Math.max(1, SHOWN_PER_SECOND / loopCount));
    this.counters = counters;
  }

  void attach(Endpoint owned) {
    endpoint = Optional.of(owned);
  }

  void want(ToLoop.Hooks hooks) {
    wantsHandshakes = hooks.handshakes();
    wantsUnknownPeers = hooks.unknownPeers();
  }

  /** Somebody wants to connect here. */
  HelloAnswer onHandshake(Address from, String url, byte[] tag) {
    if (!wantsHandshakes) {
      return HelloAnswer.ACCEPT;
    }
    if (held.holds(from, tag)) {
      return HelloAnswer.LATER;
    }
    if (!held.hasRoom()) {
      return HelloAnswer.ACCEPT;
    }
    held.hold(from, tag, HOLD_NANOS, () -> answer(from, tag, HelloAnswer.ACCEPT));
    control.accept(new ToControl.HelloReceived(loop, from, tag, url));
    return HelloAnswer.LATER;
  }

  /**
   * Somebody looks for a peer that is not here.
   *
   * @param otherwise done when the application does not know it either
   */
  HelloAnswer onUnknownPeer(PeerHello hello, Runnable otherwise) {
    if (wantsUnknownPeers && held.holds(hello.from(), hello.tag())) {
      return HelloAnswer.LATER;
    }
    if (!wantsUnknownPeers || !held.hasRoom()) {
      otherwise.run();
      return HelloAnswer.IGNORE;
    }
    held.hold(hello.from(), hello.tag(), HOLD_NANOS, otherwise);
    control.accept(new ToControl.UnknownPeer(loop, hello));
    return HelloAnswer.LATER;
  }

  /** The application has decided; too late if the hello is not held any more. */
  void decided(ToLoop.HelloDecided decision) {
    Optional<Runnable> otherwise = held.release(decision.from(), decision.tag());
    if (otherwise.isEmpty()) {
      return;
    }
    if (decision.addresses().isEmpty()) {
      otherwise.get().run();
    } else {
      counters.redirected++;
      answer(decision.from(), decision.tag(), new HelloAnswer.Redirect(decision.addresses()));
    }
  }

  void prolong(ToLoop.HelloProlonged longer) {
    held.prolong(longer.from(), longer.tag(), longer.nanos());
  }

  private void answer(Address to, byte[] tag, HelloAnswer answer) {
    endpoint.ifPresent(owned -> owned.answerHello(to, tag, answer));
  }
}
