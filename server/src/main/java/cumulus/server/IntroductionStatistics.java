package cumulus.server;

/**
 * What a loop has seen of introductions. A failure counts once for each attempt of an asker, which
 * sends the same hello many times.
 *
 * @param hellos for peers, repetitions included
 * @param introduced hellos passed on to clients of the loop, whichever loop they came to
 * @param redirected of hellos, those that an application sent elsewhere
 * @param limited hellos not passed on to a client of the loop because it was asked for too often
 * @param unknownPeer {@link IntroductionFailure.UnknownPeer}
 * @param peerLeft {@link IntroductionFailure.PeerLeft}
 * @param targetSilent {@link IntroductionFailure.TargetSilent}
 * @param askerSilent {@link IntroductionFailure.AskerSilent}
 * @param onlyPrivate {@link IntroductionFailure.OnlyPrivateAddresses}
 * @param noCommonFamily {@link IntroductionFailure.NoCommonFamily}
 * @param noPath {@link IntroductionFailure.NoPath}
 */
public record IntroductionStatistics(
    long hellos,
    long introduced,
    long redirected,
    long limited,
    long unknownPeer,
    long peerLeft,
    long targetSilent,
    long askerSilent,
    long onlyPrivate,
    long noCommonFamily,
    long noPath) {
  /** All failures together. */
  public long failed() {
    return unknownPeer
        + peerLeft
        + targetSilent
        + askerSilent
        + onlyPrivate
        + noCommonFamily
        + noPath;
  }
}
