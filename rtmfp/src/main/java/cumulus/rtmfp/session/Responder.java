package cumulus.rtmfp.session;

import cumulus.rtmfp.Address;
import cumulus.rtmfp.HelloAnswer;
import cumulus.rtmfp.Params;
import cumulus.rtmfp.PeerHello;
import cumulus.rtmfp.ProtocolException;
import cumulus.rtmfp.crypto.Certificate;
import cumulus.rtmfp.crypto.CookieJar;
import cumulus.rtmfp.crypto.EndpointDiscriminator;
import cumulus.rtmfp.crypto.KeyAgreement;
import cumulus.rtmfp.crypto.KeyPairPool;
import cumulus.rtmfp.trace.CloseCause;
import cumulus.rtmfp.trace.DropReason;
import cumulus.rtmfp.trace.TraceEvent;
import cumulus.rtmfp.wire.Chunk;
import cumulus.rtmfp.wire.PacketWriter;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

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
  private final KeyPairPool pairs;

  Responder(Engine engine) {
    this.engine = engine;
    this.cookies = new CookieJar(engine.identity.cookieKey());
    this.agreeing = new AgreementQueue(engine.limits.keyAgreements(), engine.listener);
    this.pairs = new KeyPairPool(engine.random);
    this.rates = new HelloRates(engine.limits.hellosPerSecond(), engine.random.nextLong());
  }

  /** IHello. */
  void onHello(Address from, Chunk.InitiatorHello hello) throws ProtocolException {
    if (hello.tag().length > Params.MAX_TAG) {
      throw new ProtocolException(DropReason.CHUNK_MALFORMED);
    }
    if (!rates.allows(engine.nowNanos, from)) {
      throw new ProtocolException(DropReason.HELLO_RATE);
    }
    var wanted = EndpointDiscriminator.parse(hello.discriminator());
    HelloAnswer answer = ask(from, wanted, hello.tag());
    answer(from, hello.tag(), answer);
    trace(from, wanted, answer);
  }

  private HelloAnswer ask(Address from, EndpointDiscriminator wanted, byte[] tag)
      throws ProtocolException {
    if (engine.identity.certificate().isSelectedBy(wanted)) {
      return wanted.ancillary().isPresent()
          ? engine.listener.onHello(from, wanted.ancillary().get(), tag)
          : HelloAnswer.ACCEPT;
    }
    Optional<byte[]> peerId = wanted.fingerprint();
    if (peerId.isEmpty() || wanted.encoded().length + tag.length > Params.MAX_FORWARDED) {
      throw new ProtocolException(DropReason.DISCRIMINATOR);
    }
    return engine.listener.onPeerHello(new PeerHello(from, peerId.get(), wanted.encoded(), tag));
  }

  /** FIHello: answered as if the hello had come from the address it names. */
  void onForwarded(Chunk.ForwardedHello hello) throws ProtocolException {
    var wanted = EndpointDiscriminator.parse(hello.discriminator());
    if (wanted.fingerprint().isEmpty() || !engine.identity.certificate().isSelectedBy(wanted)) {
      throw new ProtocolException(DropReason.DISCRIMINATOR);
    }
    Address to = hello.replyTo();
    if (to.isUnspecified() || to.isMulticast() || hello.tag().length > Params.MAX_TAG) {
      throw new ProtocolException(DropReason.CHUNK_MALFORMED);
    }
    if (!rates.allows(engine.nowNanos, to)) {
      throw new ProtocolException(DropReason.HELLO_RATE);
    }
    sendHello(to, hello.tag());
  }

  void answer(Address to, byte[] tag, HelloAnswer answer) {
    switch (answer) {
      case HelloAnswer.Accept _ -> sendHello(to, tag);
      case HelloAnswer.Redirect(List<Address> addresses) ->
          sendRedirect(to, tag, packet -> write(packet, addresses, PacketWriter.RELAYED));
      case HelloAnswer.Introduce(Address observed, List<Address> reported) ->
          sendRedirect(
              to,
              tag,
              packet -> {
                packet.address(observed, PacketWriter.OBSERVED);
                write(packet, reported, PacketWriter.REPORTED);
              });
      case HelloAnswer.Ignore _ -> engine.drop(to, DropReason.DISCRIMINATOR);
      case HelloAnswer.Later _ -> {}
    }
  }

  private static void write(PacketWriter packet, List<Address> addresses, int origin) {
    addresses.stream().limit(Params.MAX_REDIRECT).forEach(each -> packet.address(each, origin));
  }

  private void trace(Address from, EndpointDiscriminator wanted, HelloAnswer answer) {
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
          case HelloAnswer.Introduce _ -> TraceEvent.HelloReaction.INTRODUCED;
          case HelloAnswer.Later _ -> TraceEvent.HelloReaction.HELD;
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

  private void sendRedirect(Address to, byte[] tag, Consumer<PacketWriter> addresses) {
    engine.startup.send(
        engine.nowNanos,
        to,
        0,
        packet -> {
          packet.chunk(Chunk.REDIRECT).counted(tag);
          addresses.accept(packet);
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
      Optional<Answer> given = existing.answer().filter(each -> each.isTo(keying));
      if (given.isPresent()) {
        answerAgain(from, existing.nearId(), given.get());
        return;
      }
      if (existing.hasCertificate(Certificate.digest(keying.certificate()))
          && !existing.isInitiator()) {
        existing.end(new CloseCause.Overridden(), true);
      } else if (!existing.giveWayIfGone()) {
        throw new ProtocolException(DropReason.GLARE);
      }
    }
    var certificate = Certificate.parse(keying.certificate());
    settleGlare(from, certificate);
    if (agreeing.contains(from)) {
      // The answer is being computed; it will go out once.
      return;
    }
    Optional<DropReason> limit = engine.sessionLimit(from);
    if (limit.isPresent()) {
      throw new ProtocolException(limit.get());
    }
    var agreement =
        KeyAgreement.respond(
            engine.identity, engine.policy, certificate, keying.component(), pairs);
    boolean fits =
        agreeing.add(
            new AgreementJob(
                from, certificate, agreement, done -> onAgreed(from, keying, certificate, done)));
    if (!fits) {
      throw new ProtocolException(DropReason.AGREEMENT_LIMIT);
    }
    trace(from, TraceEvent.KeyingReaction.AGREEMENT_BEGUN);
    orderPairs();
  }

  /** Key pairs for handshakes to come, made when no other work waits. */
  private void orderPairs() {
    pairs.nextOrder().ifPresent(order -> engine.listener.onKeyAgreement(new PairsJob(order, this)));
  }

  void onPairs(KeyPairPool.Order order) {
    pairs.complete(order);
    orderPairs();
  }

  /** True while keys are computed for a session that this far end begins with us. */
  boolean isAgreeingWith(Certificate far) {
    return agreeing.contains(far);
  }

  /**
   * Both sides begin at once (RFC 7016 section 3.5.1.3): the one whose certificate is ordered first
   * goes on as initiator. A far end is known again by its certificate too: the two beginnings may
   * take different paths.
   */
  private void settleGlare(Address from, Certificate far) throws ProtocolException {
    Optional<Opening> ours = engine.openingTo(from, far);
    if (ours.isPresent() && !ours.get().givesWayTo(far)) {
      throw new ProtocolException(DropReason.GLARE);
    }
  }

  private void onAgreed(
      Address from, Chunk.InitiatorKeying keying, Certificate certificate, KeyAgreement agreement) {
    agreeing.done(from);
    if (agreement.failed()) {
      engine.drop(from, DropReason.KEYING);
      return;
    }
    Optional<DropReason> limit = engine.sessionLimit(from);
    if (limit.isPresent()) {
      engine.drop(from, limit.get());
      return;
    }
    var session = new SessionCore(engine, false);
    session.answered(new Answer(keying.sessionId(), keying.component(), agreement.skrc()));
    sendAnswer(from, keying.sessionId(), session.nearId(), agreement.skrc());
    session.open(agreement.keys(), keying.sessionId(), from, certificate);
    session.follow(engine.listener.onSession(session));
    engine.foundBy(certificate);
  }

  private void answerAgain(Address to, int nearId, Answer answer) {
    if (!answer.hasArrived()) {
      trace(to, TraceEvent.KeyingReaction.ANSWERED_AGAIN);
      sendAnswer(to, answer.farId(), nearId, answer.component());
    }
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
