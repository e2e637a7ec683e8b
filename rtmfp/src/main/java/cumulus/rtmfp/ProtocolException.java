package cumulus.rtmfp;

import cumulus.rtmfp.trace.DropReason;

/**
 * The far end's fault: something malformed or out of state. Cheap (no stack trace), because hostile
 * input makes many; caught at one place per layer and turned into a counted drop.
 */
public final class ProtocolException extends Exception {
  private static final long serialVersionUID = 1;

  /** Why the input was dropped. */
  public final DropReason reason;

  public ProtocolException(DropReason reason) {
    super(reason.name(), null, false, false);
    this.reason = reason;
  }
}
