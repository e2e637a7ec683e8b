package cumulus.links;

/** Why a link ended. */
public sealed interface LinkEnd {
  /** The far end closed it. */
  record FarClosed() implements LinkEnd {}

  /** The connection broke. */
  record Broken(String reason) implements LinkEnd {}

  /** This end closed it, for what the far end did or did not do. */
  record Failed(String reason) implements LinkEnd {}

  /** This server stops. */
  record Stopped() implements LinkEnd {}
}
