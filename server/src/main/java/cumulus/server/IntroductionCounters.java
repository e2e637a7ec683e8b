package cumulus.server;

/** What a loop has counted of introductions; owned by it. */
final class IntroductionCounters {
  long hellos;
  long introduced;
  long redirected;
  long limited;
  private long unknownPeer;
  private long peerLeft;
  private long targetSilent;
  private long askerSilent;
  private long onlyPrivate;
  private long noCommonFamily;
  private long noPath;

  void count(IntroductionFailure failure) {
    switch (failure) {
      case IntroductionFailure.UnknownPeer _ -> unknownPeer++;
      case IntroductionFailure.PeerLeft _ -> peerLeft++;
      case IntroductionFailure.TargetSilent _ -> targetSilent++;
      case IntroductionFailure.AskerSilent _ -> askerSilent++;
      case IntroductionFailure.OnlyPrivateAddresses _ -> onlyPrivate++;
      case IntroductionFailure.NoCommonFamily _ -> noCommonFamily++;
      case IntroductionFailure.NoPath _ -> noPath++;
    }
  }

  IntroductionStatistics statistics() {
    return new IntroductionStatistics(
        hellos,
        introduced,
        redirected,
        limited,
        unknownPeer,
        peerLeft,
        targetSilent,
        askerSilent,
        onlyPrivate,
        noCommonFamily,
        noPath);
  }
}
