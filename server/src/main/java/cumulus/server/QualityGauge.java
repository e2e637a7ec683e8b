package cumulus.server;

/**
 * What a loop measures of a publication or a subscription, for the application thread to read at
 * any time; written by the loop only.
 */
public final class QualityGauge {
  private volatile QualityOfService audio = QualityOfService.NONE;
  private volatile QualityOfService video = QualityOfService.NONE;

  QualityGauge() {}

  void measured(QualityOfService audioNow, QualityOfService videoNow) {
    audio = audioNow;
    video = videoNow;
  }

  QualityOfService audio() {
    return audio;
  }

  QualityOfService video() {
    return video;
  }
}
