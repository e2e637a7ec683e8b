package cumulus.rtmfp.session;

import cumulus.rtmfp.Address;
import cumulus.rtmfp.Params;
import cumulus.rtmfp.ProtocolException;
import cumulus.rtmfp.crypto.Certificate;
import cumulus.rtmfp.crypto.EndpointDiscriminator;
import cumulus.rtmfp.crypto.InitiatorKeying;
import cumulus.rtmfp.crypto.KeyAgreement;
import cumulus.rtmfp.trace.CloseCause;
import cumulus.rtmfp.trace.DropReason;
import cumulus.rtmfp.wire.Chunk;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The beginning side of the handshake (RFC 7016 section 3.5.1.1), from the first hello until keys
 * are agreed.
 */
final class Opening {
  private static final byte[] NO_SIGNATURE = {0x58};

  /** Something repeated at growing intervals. */
  private static final class Retry {
    final Address to;
    long intervalNanos = Params.OPEN_RETRY_NANOS;
    long atNanos;

    Retry(Address to, long nowNanos) {
      this.to = to;
      this.atNanos = nowNanos;
    }

    boolean isDue(long nowNanos) {
      return nowNanos - atNanos >= 0;
    }

    void next(long nowNanos) {
      atNanos = nowNanos + intervalNanos;
      intervalNanos += Params.OPEN_RETRY_GROWTH_NANOS;
    }
  }

  /** What the handshake waits for. */
  private sealed interface Wait {
    record Hello() implements Wait {}

    record Keying(
        InitiatorKeying keying, Certificate far, byte[] cookie, boolean isChanged, Retry retry)
        implements Wait {}

    record Agreement(Certificate far) implements Wait {}
  }

  private final Engine engine;
  private final SessionCore session;
  private final EndpointDiscriminator wanted;
  private final byte[] tag = new byte[Params.TAG_LENGTH];
  private final long giveUpNanos;
  private final List<Retry> candidates = new ArrayList<>();
  private final ArrayDeque<byte[]> early = new ArrayDeque<>();
  private Wait wait = new Wait.Hello();

  Opening(
      Engine engine,
      SessionCore session,
      EndpointDiscriminator wanted,
      List<Address> addresses,
      long withinNanos) {
    this.engine = engine;
    this.session = session;
    this.wanted = wanted;
    this.giveUpNanos = engine.nowNanos + withinNanos;
    engine.random.nextBytes(tag);
    addresses.forEach(this::addCandidate);
  }

  boolean hasTag(byte[] echoed) {
    return Arrays.equals(tag, echoed);
  }

  /** Number of addresses being tried. */
  int candidateCount() {
    return candidates.size();
  }

  private void addCandidate(Address address) {
    boolean isKnown = candidates.stream().anyMatch(each -> each.to.equals(address));
    if (!isKnown && !address.isUnspecified() && candidates.size() < Params.MAX_CANDIDATES) {
      candidates.add(new Retry(address, engine.nowNanos));
    }
  }

  /** Repeats what is due; returns when to come back. */
  long onTimer(long nowNanos) {
    if (nowNanos - giveUpNanos >= 0) {
      session.end(new CloseCause.OpenTimeout(candidates.size()), false);
      return Deadlines.NEVER;
    }
    long nextNanos = giveUpNanos;
    switch (wait) {
      case Wait.Hello _ -> {
        for (Retry candidate : candidates) {
          if (candidate.isDue(nowNanos)) {
            sendHello(candidate.to);
            candidate.next(nowNanos);
          }
          nextNanos = candidate.atNanos - nextNanos < 0 ? candidate.atNanos : nextNanos;
        }
      }
      case Wait.Keying keying -> {
        if (keying.retry.isDue(nowNanos)) {
          sendKeying(keying);
          keying.retry.next(nowNanos);
        }
        nextNanos = keying.retry.atNanos - nextNanos < 0 ? keying.retry.atNanos : nextNanos;
      }
      case Wait.Agreement _ -> {}
    }
    return nextNanos;
  }

  private void sendHello(Address to) {
    engine.startup.send(
        engine.nowNanos,
        to,
        0,
        packet ->
            packet.chunk(Chunk.INITIATOR_HELLO).counted(wanted.encoded()).raw(tag).endChunk());
  }

  private void sendKeying(Wait.Keying keying) {
    byte[] certificate = engine.identity.certificate().encoded();
    engine.startup.send(
        engine.nowNanos,
        keying.retry.to,
        0,
        packet ->
            packet
                .chunk(Chunk.INITIATOR_KEYING)
                .int32(session.nearId())
                .counted(keying.cookie)
                .counted(certificate)
                .counted(keying.keying.skic())
                .raw(NO_SIGNATURE)
                .endChunk());
  }

  /** Redirect: more addresses to try. */
  void onRedirect(Address from, Chunk.Redirect redirect) throws ProtocolException {
    if (!(wait instanceof Wait.Hello)) {
      throw new ProtocolException(DropReason.STRAY_REPLY);
    }
    if (redirect.addresses().isEmpty()) {
      addCandidate(from);
    }
    redirect.addresses().forEach(this::addCandidate);
    session.wakeAt(engine.nowNanos);
  }

  /** RHello: the first good one wins. */
  void onHello(Address from, Chunk.ResponderHello hello) throws ProtocolException {
    if (!(wait instanceof Wait.Hello)) {
      throw new ProtocolException(DropReason.STRAY_REPLY);
    }
    if (hello.cookie().length > Params.MAX_COOKIE) {
      throw new ProtocolException(DropReason.CHUNK_MALFORMED);
    }
    var far = Certificate.parse(hello.certificate());
    if (!far.isSelectedBy(wanted)) {
      throw new ProtocolException(DropReason.CERTIFICATE);
    }
    if (wanted.fingerprint().isPresent()) {
      engine.settleWithExisting(this, far);
    }
    if (engine.hasOther(session, far)) {
      session.end(new CloseCause.OpenFailed(DropReason.GLARE), false);
      return;
    }
    var keying = InitiatorKeying.begin(engine.identity, engine.policy, far, engine.random);
    keyingWith(keying, far, hello.cookie(), false, from);
  }

  /** RHello Cookie Change: adopted once, with the same component. */
  void onCookieChange(Chunk.CookieChange change) throws ProtocolException {
    if (wait instanceof Wait.Keying keying
        && !keying.isChanged
        && change.newCookie().length <= Params.MAX_COOKIE
        && Arrays.equals(keying.cookie, change.oldCookie())) {
      keyingWith(keying.keying, keying.far, change.newCookie(), true, keying.retry.to);
    } else {
      throw new ProtocolException(DropReason.STRAY_REPLY);
    }
  }

  private void keyingWith(
      InitiatorKeying keying, Certificate far, byte[] cookie, boolean isChanged, Address to) {
    wait = new Wait.Keying(keying, far, cookie, isChanged, new Retry(to, engine.nowNanos));
    session.wakeAt(engine.nowNanos);
  }

  /** RIKeying: the key agreement goes to a worker. */
  void onKeying(Chunk.ResponderKeying answer) throws ProtocolException {
    if (!(wait instanceof Wait.Keying keying)) {
      throw new ProtocolException(DropReason.STRAY_REPLY);
    }
    KeyAgreement agreement;
    try {
      agreement = keying.keying.finish(answer.component());
    } catch (ProtocolException refused) {
      session.end(new CloseCause.OpenFailed(refused.reason), false);
      return;
    }
    wait = new Wait.Agreement(keying.far);
    Address to = keying.retry.to;
    engine.listener.onKeyAgreement(
        new AgreementJob(
            to, keying.far, agreement, done -> onAgreed(done, keying, answer.sessionId())));
  }

  private void onAgreed(KeyAgreement agreement, Wait.Keying keying, int farId) {
    if (agreement.failed()) {
      session.end(new CloseCause.OpenFailed(DropReason.KEYING), false);
      return;
    }
    session.opened(agreement.keys(), farId, keying.retry.to, keying.far, early);
  }

  /** True if keys are being agreed with this address or this far end. */
  boolean isKeyingWith(Address address, Certificate certificate) {
    return wait instanceof Wait.Keying keying && keying.retry.to.equals(address)
        || isKeyingWith(certificate);
  }

  /** True if keys are being agreed with this far end. */
  boolean isKeyingWith(Certificate certificate) {
    return switch (wait) {
      case Wait.Hello _ -> false;
      case Wait.Keying keying -> keying.far.equals(certificate);
      case Wait.Agreement(Certificate far) -> far.equals(certificate);
    };
  }

  /**
   * The far end begins a session with us too. Whose certificate is ordered first goes on; if that
   * is not ours, this attempt ends, if it is the same far end.
   *
   * @return false if ours goes on
   */
  boolean givesWayTo(Certificate certificate) {
    byte[] near = engine.identity.certificate().encoded();
    boolean isAnswered = wait instanceof Wait.Agreement;
    if (isAnswered || Certificate.compare(near, certificate.encoded()) <= 0) {
      return false;
    }
    if (wait instanceof Wait.Keying keying && keying.far.equals(certificate)) {
      session.end(new CloseCause.OpenFailed(DropReason.GLARE), false);
    }
    return true;
  }

  /** The far end has begun a session with us, which is as good as this one. */
  void foundBy(Certificate certificate) {
    if (wait instanceof Wait.Hello
        && wanted.fingerprint().isPresent()
        && certificate.isSelectedBy(wanted)) {
      session.end(new CloseCause.OpenFailed(DropReason.GLARE), false);
    }
  }

  /** A packet that we cannot read yet may be data of the session that is about to open. */
  void keepEarly(byte[] datagram, int from, int to) {
    if (!(wait instanceof Wait.Hello) && early.size() < Params.MAX_EARLY_PACKETS) {
      early.addLast(Arrays.copyOfRange(datagram, from, to));
    }
  }
}
