package cumulus.node;

import cumulus.server.IntroductionFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log why peers do not come together: what an operator can mend as NOTE, what peers do
 * by themselves as INFO.
 */
final class IntroductionLog {
  private static final Logger LOG = LoggerFactory.getLogger(IntroductionLog.class);

  /** Any thread: one failed introduction. */
  void onFailure(IntroductionFailure failure) {
    if (isForTheOperator(failure)) {
      LOG.info(LogLevel.NOTE.marker(), "{}", failure.text());
    } else {
      LOG.info("{}", failure.text());
    }
  }

  private static boolean isForTheOperator(IntroductionFailure failure) {
    return switch (failure) {
      case IntroductionFailure.OnlyPrivateAddresses _,
          IntroductionFailure.NoCommonFamily _,
          IntroductionFailure.NoPath _ ->
          true;
      case IntroductionFailure.UnknownPeer _,
          IntroductionFailure.PeerLeft _,
          IntroductionFailure.TargetSilent _,
          IntroductionFailure.AskerSilent _ ->
          false;
    };
  }
}
