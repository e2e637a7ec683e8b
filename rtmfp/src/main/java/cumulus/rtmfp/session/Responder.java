package cumulus.rtmfp.session;

import cumulus.rtmfp.Address;
import cumulus.rtmfp.HelloAnswer;
import cumulus.rtmfp.ProtocolException;
import cumulus.rtmfp.crypto.Certificate;
import cumulus.rtmfp.crypto.CookieJar;
import cumulus.rtmfp.crypto.EndpointDiscriminator;
import cumulus.rtmfp.crypto.KeyAgreement;
import cumulus.rtmfp.trace.CloseCause;
import cumulus.rtmfp.trace.DropReason;
import cumulus.rtmfp.trace.TraceEvent;
import cumulus.rtmfp.wire.Chunk;
import cumulus.rtmfp.wire.PacketWriter;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The answering side of the handshake (RFC 7016 section 3.5.1.2). A hello leaves no state:
 * everything that proves its source stands in the cookie. Keys are agreed only for a source so
 * proven.
 */
final class Responder {
  private static final byte[] NO_SIGNATURE = {0x58};

  private final Engine engine;
  private final CookieJar cookies;
  private final HelloRates rates;
  private final AgreementQueue agreeing;

  Responder(Engine engine) {
    this.engine = engine;
    this.cookies = new CookieJar(engine.random);
    this.agreeing = new AgreementQueue(engine.limits.keyAgreements(), engine.listener);
    this.rates = new HelloRates(engine.limits.hellosPerSecond(), engine.random.nextLong());
  }

  /** IHello. */
  void onHello(Address from, Chunk.InitiatorHello hello) throws ProtocolException {
    if (!rates.allows(engine.nowNanos, from)) {
      throw new ProtocolException(DropReason.HELLO_RATE);
    }
    var wanted = EndpointDiscriminator.parse(hello.discriminator());
    if (!engine.identity.certificate().isSelectedBy(wanted)) {
      throw new ProtocolException(DropReason.DISCRIMINATOR);
    }
    HelloAnswer answer =
        wanted.ancillary().isPresent()
            ? engine.listener.onHello(from, wanted.ancillary().get(), hello.tag())
            : HelloAnswer.ACCEPT;
    switch (answer) {
      case HelloAnswer.Accept _ -> sendHello(from, hello.tag());
      case HelloAnswer.Redirect redirect -> sendRedirect(from, hello.tag(), redirect);
      case HelloAnswer.Ignore _ -> engine.drop(from, DropReason.DISCRIMINATOR);
    }
    if (engine.trace.wantsHandshakes()) {
      engine.trace.handshake(engine.nowNanos, from, helloReceived(wanted, answer));
    }
  }

  private static TraceEvent helloReceived(EndpointDiscriminator wanted, HelloAnswer answer) {
    String peer = wanted.fingerprint().map(HexFormat.of()::formatHex).orElse("");
    return new TraceEvent.HelloReceived(
        wanted.ancillary().orElse(peer),
        switch (answer) {
          case HelloAnswer.Accept _ -> TraceEvent.HelloReaction.ANSWERED;
          case HelloAnswer.Redirect _ -> TraceEvent.HelloReaction.REDIRECTED;
          case HelloAnswer.Ignore _ -> TraceEvent.HelloReaction.IGNORED;
        });
  }

  private void trace(Address from, TraceEvent.KeyingReaction reaction) {
    if (engine.trace.wantsHandshakes()) {
      engine.trace.handshake(engine.nowNanos, from, new TraceEvent.KeyingReceived(reaction));
    }
  }

  private void sendHello(Address to, byte[] tag) {
    byte[] cookie = cookies.issue(engine.nowNanos, to);
    byte[] certificate = engine.identity.certificate().encoded();
    engine.startup.send(
        engine.nowNanos,
        to,
        0,
        packet ->
            packet
                .chunk(Chunk.RESPONDER_HELLO)
                .counted(tag)
                .counted(cookie)
                .raw(certificate)
                .endChunk());
  }

  private void sendRedirect(Address to, byte[] tag, HelloAnswer.Redirect redirect) {
    engine.startup.send(
        engine.nowNanos,
        to,
        0,
        packet -> {
          packet.chunk(Chunk.REDIRECT).counted(tag);
          redirect.addresses().forEach(each -> packet.address(each, PacketWriter.RELAYED));
          packet.endChunk();
        });
  }

  /** IIKeying. */
  void onKeying(Address from, Chunk.InitiatorKeying keying) throws ProtocolException {
    switch (cookies.check(engine.nowNanos, keying.cookie(), from)) {
      case STALE_OR_FORGED -> throw new ProtocolException(DropReason.COOKIE);
      case OTHER_ADDRESS -> sendCookieChange(from, keying);
      case GOOD -> onProven(from, keying);
    }
  }

  private void sendCookieChange(Address to, Chunk.InitiatorKeying keying) {
    trace(to, TraceEvent.KeyingReaction.COOKIE_CHANGED);
    byte[] cookie = cookies.issue(engine.nowNanos, to);
    engine.startup.send(
        engine.nowNanos,
        to,
        keying.sessionId(),
        packet ->
            packet.chunk(Chunk.COOKIE_CHANGE).counted(keying.cookie()).raw(cookie).endChunk());
  }

  private void onProven(Address from, Chunk.InitiatorKeying keying) throws ProtocolException {
    SessionCore existing = engine.byAddress.get(from);
    if (existing != null && existing.isOpen()) {
      if (existing.isAnswerTo(keying)) {
        trace(from, TraceEvent.KeyingReaction.ANSWERED_AGAIN);
        sendAnswer(existing);
        return;
      }
      if (existing.hasCertificate(keying.certificate())) {
        existing.end(new CloseCause.Overridden(), true);
      } else if (!existing.giveWayIfGone()) {
        throw new ProtocolException(DropReason.GLARE);
      }
    }
    settleGlare(from, keying);
    if (agreeing.contains(from)) {
      // The answer is being computed; it will go out once.
      return;
    }
    if (!engine.hasRoomForSession(from)) {
      throw new ProtocolException(DropReason.LIMIT);
    }
    var certificate = Certificate.parse(keying.certificate());
    var agreement =
        KeyAgreement.respond(
            engine.identity, engine.policy, certificate, keying.component(), engine.random);
    boolean fits =
        agreeing.add(
            new AgreementJob(from, agreement, done -> onAgreed(from, keying, certificate, done)));
    if (!fits) {
      throw new ProtocolException(DropReason.LIMIT);
    }
    trace(from, TraceEvent.KeyingReaction.AGREEMENT_BEGUN);
  }

  /**
   * Both sides begin at once (RFC 7016 section 3.5.1.3): the one whose certificate is ordered first
   * goes on as initiator.
   */
  private void settleGlare(Address from, Chunk.InitiatorKeying keying) throws ProtocolException {
    Optional<Opening> ours = engine.openingTo(from);
    if (ours.isEmpty()) {
      return;
    }
    byte[] near = engine.identity.certificate().encoded();
    if (Certificate.compare(near, keying.certificate()) <= 0) {
      throw new ProtocolException(DropReason.GLARE);
    }
    ours.get().giveWayTo(keying.certificate());
  }

  private void onAgreed(
      Address from, Chunk.InitiatorKeying keying, Certificate certificate, KeyAgreement agreement) {
    agreeing.done(from);
    if (agreement.failed()) {
      engine.drop(from, DropReason.KEYING);
      return;
    }
    if (!engine.hasRoomForSession(from)) {
      engine.drop(from, DropReason.LIMIT);
      return;
    }
    var session = new SessionCore(engine, false);
    session.answered(new SessionCore.Answer(keying, agreement.skrc()));
    sendAnswer(from, keying.sessionId(), session.nearId(), agreement.skrc());
    session.open(agreement.keys(), keying.sessionId(), from, certificate);
    session.follow(engine.listener.onSession(session));
  }

  private void sendAnswer(SessionCore session) {
    SessionCore.Answer answer = session.answer().orElseThrow();
    sendAnswer(
        session.farAddress(), answer.keying().sessionId(), session.nearId(), answer.component());
  }

  private void sendAnswer(Address to, int farId, int nearId, byte[] component) {
    engine.startup.send(
        engine.nowNanos,
        to,
        farId,
        packet ->
            packet
                .chunk(Chunk.RESPONDER_KEYING)
                .int32(nearId)
                .counted(component)
                .raw(NO_SIGNATURE)
                .endChunk());
  }
}
