package cumulus.node;

import cumulus.client.NetConnection;
import cumulus.client.NetGroup;
import cumulus.client.RtmfpUrl;
import cumulus.flash.group.Groupspec;
import cumulus.flash.group.PeerId;
import cumulus.group.GroupListener;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The NetGroup that publish and play use, if they do. */
final class GroupOption {
  private static final long ANSWER_SECONDS = 60;
  private static final long MEETING_SECONDS = 5;

  @Option(
      names = "--group",
      paramLabel = "SPEC",
      description =
          "Stream within a NetGroup, past the server, which only introduces its members: a"
              + " groupspec (\"G:...\"), or a name, of which one is made.")
  private @Nullable String spec;

  /** The groupspec that was given or named; empty for none. */
  Optional<Groupspec> spec() throws CommandFailure {
    if (spec == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          spec.startsWith("G:")
              ? Groupspec.parse(spec)
              : Groupspec.named(spec).multicast().serverChannel().build());
    } catch (IllegalArgumentException e) {
      throw new CommandFailure("--group: " + e.getMessage(), ExitCode.USAGE);
    }
  }

  /**
   * Joins it, and waits for a while until another member is met, if there is one: a short film
   * would be over before.
   */
  static NetGroup join(
      Groupspec group, NetConnection connection, OrderlyStop stop, RtmfpUrl.OfStream target)
      throws CommandFailure {
    var met = new CompletableFuture<Boolean>();
    var listener =
        new GroupListener() {
          @Override
          public void onNeighbourConnect(PeerId peer) {
            met.complete(true);
          }
        };
    NetGroup joined =
        Failures.await(
            stop.orStop(connection.joinGroup(group, listener)),
            ANSWER_SECONDS,
            target.application(),
            target.streamName());
    Failures.await(
        stop.orStop(met.completeOnTimeout(false, MEETING_SECONDS, TimeUnit.SECONDS)),
        ANSWER_SECONDS,
        target.application(),
        target.streamName());
    return joined;
  }
}
