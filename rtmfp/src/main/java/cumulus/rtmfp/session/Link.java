package cumulus.rtmfp.session;

import cumulus.rtmfp.Params;
import cumulus.rtmfp.SessionStatistics;
import cumulus.rtmfp.congestion.Congestion;
import cumulus.rtmfp.congestion.HostTraffic;
import cumulus.rtmfp.congestion.Pacer;
import cumulus.rtmfp.congestion.RoundTrip;
import cumulus.rtmfp.crypto.Certificate;
import cumulus.rtmfp.crypto.PacketCipher;
import cumulus.rtmfp.crypto.SessionKeys;
import cumulus.rtmfp.flow.Flight;
import cumulus.rtmfp.flow.ReassemblyBudget;
import cumulus.rtmfp.trace.TraceEvent;

/**
 * What a session has from the agreement of keys on: cipher, flows, acknowledgements, congestion
 * state, timers.
 */
final class Link {
  /** Between two samples of a congestion window that changes, in a trace. */
  private static final long WINDOW_SAMPLE_NANOS = 250_000_000;

  /** The same for one that stays as it is: the round trip may change. */
  private static final long STEADY_SAMPLE_NANOS = 5_000_000_000L;

  final Engine engine;
  final SessionCore session;
  final SessionKeys keys;
  final int farId;

  /** Of the far end, 32 bytes; the certificate itself is not kept. */
  final byte[] peerId;

  final byte[] certificateDigest;
  final PacketCipher cipher;
  final RoundTrip roundTrip = new RoundTrip();
  final Congestion congestion = new Congestion();
  final Pacer pacer = new Pacer();
  final Flight flight = new Flight();
  final Mobility mobility;

  /** Of the present far address. */
  HostTraffic host;

  final ReassemblyBudget budget;
  final SessionFlows flows;
  final AckState acks;
  final Liveness life;
  final Sender sender;
  final Receiver receiver;

  private long alarmNanos = Deadlines.NEVER;
  private boolean hasSentTimeCritical;
  private long timeCriticalNanos;
  private long tracedWindow;
  private long windowTracedNanos;

  Link(Engine engine, SessionCore session, SessionKeys keys, int farId, Certificate certificate) {
    this.engine = engine;
    this.session = session;
    this.keys = keys;
    this.farId = farId;
    this.peerId = certificate.fingerprint();
    this.certificateDigest = certificate.digest();
    this.cipher = PacketCipher.of(keys);
    this.host = engine.hosts.acquire(session.farAddress());
    this.budget = new ReassemblyBudget(engine.limits.sessionReassemblyBytes(), engine.budget);
    this.flows = new SessionFlows(this);
    this.acks = new AckState(session);
    this.life = new Liveness(session, flight, engine.nowNanos);
    this.sender = new Sender(this);
    this.mobility = new Mobility(this);
    this.receiver = new Receiver(this);
  }

  /** What the trace is told first. */
  TraceEvent opened() {
    return new TraceEvent.SessionOpened(
        session.isInitiator(),
        farId,
        session.farAddress(),
        peerId,
        keys.group().id(),
        keys.sendHmacLength(),
        keys.receiveHmacLength(),
        keys.sendsSequenceNumbers(),
        keys.receivesSequenceNumbers());
  }

  /** A data packet leaves. */
  void onDataSent(boolean isTimeCritical) {
    long now = engine.nowNanos;
    life.onOutstanding(now);
    pacer.onPacket(now, roundTrip, congestion.window());
    if (isTimeCritical) {
      hasSentTimeCritical = true;
      timeCriticalNanos = now;
      host.sent(now);
    }
    setAlarm();
  }

  /**
   * A packet with acknowledgements was worked off; {@code before} is what was in flight before it.
   */
  void onAcks(long before) {
    long now = engine.nowNanos;
    Flight.Nak nak = flight.countNaks();
    boolean isTimeCritical =
        hasSentTimeCritical && now - timeCriticalNanos < Params.TIME_CRITICAL_NANOS;
    boolean fastGrow = !receiver.isTimeCriticalReverse() && !host.isSending(now);
    congestion.onAcks(
        before,
        flight.takeAcknowledgedBytes(),
        nak == Flight.Nak.LOSS,
        nak != Flight.Nak.NONE,
        isTimeCritical,
        fastGrow);
    if (session.isTraced()) {
      traceWindow(nak == Flight.Nak.LOSS);
    }
    pacer.restart();
    life.onProof(now);
    setAlarm();
    session.wantsTurn();
  }

  private void setAlarm() {
    alarmNanos = engine.nowNanos + roundTrip.timeoutNanos();
    engine.wakeAt(session, alarmNanos);
  }

  /** Runs what is due; returns when to come back. */
  long onTimer(long nowNanos) {
    if (alarmNanos != Deadlines.NEVER && nowNanos - alarmNanos >= 0) {
      onTimeout();
    }
    long next = alarmNanos;
    next = earlier(next, acks.onTimer(nowNanos));
    next = earlier(next, flows.onTimer(nowNanos));
    next = earlier(next, life.onTimer(nowNanos));
    next = earlier(next, sender.onTimer(nowNanos));
    return session.isOpen() ? next : Deadlines.NEVER;
  }

  private void onTimeout() {
    alarmNanos = Deadlines.NEVER;
    boolean hasLoss = flight.loseAll();
    congestion.onTimeout(hasLoss);
    pacer.restart();
    if (hasLoss) {
      roundTrip.backOff();
      if (session.isTraced()) {
        session.emit(new TraceEvent.TimedOut(roundTrip.timeoutNanos()));
        traceWindow(true);
      }
      session.wantsTurn();
    }
  }

  /** Tells the window; unless it must be told, at most once in a sampling period. */
  private void traceWindow(boolean isDue) {
    long now = engine.nowNanos;
    long window = congestion.window();
    long periodNanos = window == tracedWindow ? STEADY_SAMPLE_NANOS : WINDOW_SAMPLE_NANOS;
    if (!isDue && tracedWindow != 0 && now - windowTracedNanos < periodNanos) {
      return;
    }
    tracedWindow = window;
    windowTracedNanos = now;
    boolean isLimited = congestion.threshold() != Long.MAX_VALUE;
    session.emit(
        new TraceEvent.Window(
            window,
            isLimited ? congestion.threshold() : 0,
            flight.bytes(),
            roundTrip.smoothedNanos(),
            roundTrip.timeoutNanos()));
  }

  static long earlier(long a, long b) {
    if (a == Deadlines.NEVER) {
      return b;
    }
    return b == Deadlines.NEVER || a - b < 0 ? a : b;
  }

  /** The session has left the open state. */
  void tearDown() {
    flows.tearDown();
    engine.hosts.release(session.farAddress());
  }

  SessionStatistics statistics() {
    return new SessionStatistics(
        roundTrip.smoothedNanos(),
        congestion.window(),
        sender.packets(),
        receiver.packets(),
        sender.bytes(),
        receiver.bytes(),
        flight.fragmentsSent(),
        flight.fragmentsLost(),
        flows.missed());
  }
}
