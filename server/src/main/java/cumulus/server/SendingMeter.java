package cumulus.server;

import cumulus.rtmfp.SendFlow;
import cumulus.rtmfp.SessionStatistics;

/** Measures one medium of a subscription on its loop. */
final class SendingMeter {
  private final RateWindow window;
  private long sampledNanos;
  private long waitingBytes;

  SendingMeter(long nowNanos, SessionStatistics before) {
    window = new RateWindow(nowNanos, arrived(before), before.fragmentsLost());
    sampledNanos = nowNanos;
  }

  /** A second is over; {@code bytes} is what was ever written, each message with its head. */
  QualityOfService sample(
      long nowNanos, SessionStatistics session, SendFlow flow, long bytes, long droppedFrames) {
    window.sample(nowNanos, bytes, arrived(session), session.fragmentsLost());
    long growth = flow.unsentBytes() - waitingBytes;
    double perSecond = growth * 1e9 / Math.max(1, nowNanos - sampledNanos);
    waitingBytes += growth;
    sampledNanos = nowNanos;
    double congestion = window.byteRate() > 0 ? perSecond / window.byteRate() : 0;
    return new QualityOfService(
        window.byteRate(),
        window.lostRate(),
        Math.clamp(congestion, -1, 1),
        session.smoothedRoundTripNanos() / 2e6 + flow.unsentAgeNanos() / 1e6,
        droppedFrames);
  }

  private static long arrived(SessionStatistics session) {
    return session.fragmentsSent() - session.fragmentsLost();
  }
}
