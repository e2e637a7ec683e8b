package cumulus.server;

import cumulus.flash.amf.AmfValue;

/** What came of a call of the server to a client. */
public sealed interface CallResult {
  /** The client's method returned this, undefined if nothing. */
  record Value(AmfValue value) implements CallResult {}

  /** The client answered with an error. */
  record Failure(AmfValue info) implements CallResult {}

  /** The client left, or has too many unanswered calls. */
  record Lost() implements CallResult {}
}
