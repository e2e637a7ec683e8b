package cumulus.node.admin;

import cumulus.server.IntroductionStatistics;
import java.util.List;
import java.util.function.ToLongFunction;

/** What the loops have seen of introductions, with what each failure means to an operator. */
final class IntroductionFigures {
  private final List<IntroductionStatistics> loops;

  private IntroductionFigures(List<IntroductionStatistics> loops) {
    this.loops = loops;
  }

  static StatusReport.Introductions of(List<IntroductionStatistics> loops) {
    return new IntroductionFigures(loops).figures();
  }

  private StatusReport.Introductions figures() {
    return new StatusReport.Introductions(
        sum(IntroductionStatistics::hellos),
        sum(IntroductionStatistics::introduced),
        sum(IntroductionStatistics::redirected),
        sum(IntroductionStatistics::limited),
        List.of(
            failure(
                "unknownPeer",
                IntroductionStatistics::unknownPeer,
                "nobody with that peer id is connected: the asker has an old or a wrong one"),
            failure(
                "peerLeft",
                IntroductionStatistics::peerLeft,
                "the peer was here and has left; the asker does not know it yet"),
            failure(
                "targetSilent",
                IntroductionStatistics::targetSilent,
                "the peer does not even answer the server: it vanished, and its session ends soon"),
            failure(
                "askerSilent",
                IntroductionStatistics::askerSilent,
                "the asker does not even answer the server: nothing reaches it"),
            failure(
                "onlyPrivate",
                IntroductionStatistics::onlyPrivate,
                "one of them is known by addresses of its own network only: let both use the"
                    + " server's public address"),
            failure(
                "noCommonFamily",
                IntroductionStatistics::noCommonFamily,
                "one of them has IPv4 only and the other IPv6 only: they need a stream through the"
                    + " server"),
            failure(
                "noPath",
                IntroductionStatistics::noPath,
                "both answer the server and not each other: a firewall, or routers that give each"
                    + " far end another port; they need a stream through the server")));
  }

  private StatusReport.Drop failure(
      String reason, ToLongFunction<IntroductionStatistics> count, String meaning) {
    return new StatusReport.Drop(reason, sum(count), meaning);
  }

  private long sum(ToLongFunction<IntroductionStatistics> figure) {
    return loops.stream().mapToLong(figure).sum();
  }
}
