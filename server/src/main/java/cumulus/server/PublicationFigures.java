package cumulus.server;

/**
 * What a publication has received since it began.
 *
 * @param messages audio, video and data messages
 * @param bytes of their bodies
 * @param fragmentsReceived fragments that came, pushed messages one each
 * @param fragmentsLost fragments that were given up
 * @param framesDropped video frames dropped while waiting for a key frame
 */
public record PublicationFigures(
    long messages, long bytes, long fragmentsReceived, long fragmentsLost, long framesDropped) {
  /** Of a publication that has not begun. */
  public static final PublicationFigures NONE = new PublicationFigures(0, 0, 0, 0, 0);

  /** Lost fragments over all, 0 to 1. */
  public double lostRate() {
    long all = fragmentsLost + fragmentsReceived;
    return all == 0 ? 0 : (double) fragmentsLost / all;
  }
}
