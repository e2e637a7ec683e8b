package cumulus.node;

import cumulus.links.LinkEnd;
import cumulus.links.LinkNotice;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what happens to links between servers to the log. */
final class LinkLog implements Consumer<LinkNotice> {
  private static final Logger LOG = LoggerFactory.getLogger(LinkLog.class);

  @Override
  public void accept(LinkNotice notice) {
    switch (notice) {
      case LinkNotice.Listening(InetSocketAddress address) ->
          note("Servers incoming connection enabled on port {}", address.getPort());
      case LinkNotice.Joining(String target) -> LOG.info("Attempt to join {} server", target);
      case LinkNotice.Unreachable(String target, String reason, boolean isKnown) ->
          unreachable(target, reason, isKnown);
      case LinkNotice.JoinFailed(String target, String reason) ->
          LOG.error("Cannot join server {}: {}", target, reason);
      case LinkNotice.Refused(String address, String reason) ->
          LOG.error("Server connection from {} refused: {}", address, reason);
      case LinkNotice.AcceptFailed(String reason) ->
          LOG.error("Servers cannot connect at the moment: {}", reason);
      case LinkNotice.Linked(String address, String publicAddress, boolean isTarget) ->
          note(
              "Connection established with {} server, {} (clients reach it at {})",
              address,
              isTarget ? "a target" : "an initiator",
              publicAddress);
      case LinkNotice.Unlinked(String address, LinkEnd end) -> unlinked(address, end);
      case LinkNotice.Damaged(String address, String reason) ->
          LOG.error("Message of server {} dropped: {}", address, reason);
      case LinkNotice.NotSent(String reason) -> LOG.error("Server message not sent: {}", reason);
      case LinkNotice.Altered(String reason) -> LOG.warn("Server message: {}", reason);
      case LinkNotice.NoFunction(String address, String name) ->
          LOG.debug("Server {} calls '{}', which no application has set on it", address, name);
      case LinkNotice.Suppressed(String kind, long count) -> suppressed(kind, count);
      case LinkNotice.OwnFailure(String address, Throwable failure) ->
          LOG.error("Link with server {}: an error of our own: please report it", address, failure);
    }
  }

  private static void unreachable(String target, String reason, boolean isKnown) {
    if (isKnown) {
      LOG.debug("Server {} still cannot be reached: {}", target, reason);
    } else {
      LOG.warn(
          "Server {} cannot be reached: {}. It is tried again every 10 s: does it run, is its"
              + " servers.port this one, does a firewall let us through?",
          target,
          reason);
    }
  }

  private static void unlinked(String address, LinkEnd end) {
    note("Disconnection from {} server", address);
    switch (end) {
      case LinkEnd.FarClosed _, LinkEnd.Stopped _ -> {}
      case LinkEnd.Broken(String reason) ->
          LOG.error("Servers error, the link with {} broke: {}", address, reason);
      case LinkEnd.Failed(String reason) ->
          LOG.error("Servers error, the link with {} is closed: {}", address, reason);
    }
  }

  private static void suppressed(String kind, long count) {
    if (count == 0) {
      LOG.warn("Further lines about links ({}) are counted for a while, not written", kind);
    } else {
      LOG.warn("{} lines about links ({}) were not written", count, kind);
    }
  }

  private static void note(String text, Object... values) {
    LOG.info(LogLevel.NOTE.marker(), text, values);
  }
}
