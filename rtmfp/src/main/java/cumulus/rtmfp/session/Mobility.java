package cumulus.rtmfp.session;

import cumulus.rtmfp.Address;
import cumulus.rtmfp.Params;
import cumulus.rtmfp.trace.DropReason;
import cumulus.rtmfp.trace.TraceEvent;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Follows a far end that changes its address (RFC 7016 section 3.5.4.2). A packet from elsewhere
 * that verifies is worked off, but ours go on to the old address until the new one has echoed a
 * challenge.
 *
 * <p>Some old peers answer pings without their message, so that they can never prove anything.
 * Where the endpoint allows it, such a far end is followed after three challenges, when for three
 * seconds all its packets came from the new address only.
 */
final class Mobility {
  private final Link link;
  private final Engine engine;
  private final SessionCore session;
  private Optional<Address> candidate = Optional.empty();
  private long sinceNanos;
  private boolean hasChallenged;
  private long challengeNanos;
  private int challenges;
  private boolean hasAccepted;
  private long acceptedNanos;

  Mobility(Link link) {
    this.link = link;
    this.engine = link.engine;
    this.session = link.session;
  }

  /** A packet that verified came from this address. */
  void onPacket(Address source) {
    if (source.equals(session.farAddress())) {
      candidate = Optional.empty();
      return;
    }
    if (!session.isOpen()) {
      return;
    }
    long now = engine.nowNanos;
    if (candidate.isEmpty() || !candidate.get().equals(source)) {
      candidate = Optional.of(source);
      sinceNanos = now;
      challenges = 0;
    }
    if (mayFollowUnproven(now)) {
      move(source, false);
    } else if (!hasChallenged || now - challengeNanos >= Params.MOBILITY_INTERVAL_NANOS) {
      hasChallenged = true;
      challengeNanos = now;
      challenges++;
      if (session.isTraced()) {
        session.emit(new TraceEvent.AddressChallenged(source));
      }
      link.sender.owesChallenge(source, engine.challenges.issue(now, source));
    }
  }

  private boolean mayFollowUnproven(long now) {
    return engine.followsUnproven
        && !link.keys.receivesSequenceNumbers()
        && link.keys.receiveHmacLength() == 0
        && challenges >= Params.MOBILITY_TRIES
        && now - sinceNanos > Params.MOBILITY_UNPROVEN_NANOS;
  }

  /** A ping reply came from this address; it may answer a challenge. */
  void onReply(Address source, byte[] message) {
    OptionalLong issued = engine.challenges.issuedNanos(message, source);
    if (issued.isEmpty()) {
      return;
    }
    long issuedNanos = issued.getAsLong();
    boolean isOld = engine.nowNanos - issuedNanos > Params.MOBILITY_VALID_NANOS;
    boolean isNewer = !hasAccepted || issuedNanos - acceptedNanos > 0;
    if (isOld || !isNewer) {
      session.drop(DropReason.MOBILITY);
      return;
    }
    hasAccepted = true;
    acceptedNanos = issuedNanos;
    if (!source.equals(session.farAddress())) {
      move(source, true);
    }
  }

  private void move(Address source, boolean isProven) {
    candidate = Optional.empty();
    challenges = 0;
    link.roundTrip.reset();
    session.moveTo(source, isProven);
  }
}
