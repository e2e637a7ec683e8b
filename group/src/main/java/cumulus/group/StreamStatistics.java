package cumulus.group;

/**
 * Figures of streams in a group.
 *
 * @param fragmentsReceived new fragments that came from neighbours
 * @param duplicates fragments that came once more
 * @param pulls fragments asked for one by one
 * @param fragmentsSent fragments given to neighbours
 * @param fragmentsLost fragments that did not come within the window, of streams that are played
 */
public record StreamStatistics(
    long fragmentsReceived, long duplicates, long pulls, long fragmentsSent, long fragmentsLost) {
  StreamStatistics plus(StreamStatistics other) {
    return new StreamStatistics(
        fragmentsReceived + other.fragmentsReceived,
        duplicates + other.duplicates,
        pulls + other.pulls,
        fragmentsSent + other.fragmentsSent,
        fragmentsLost + other.fragmentsLost);
  }
}
