package cumulus.client;

/** A connection that did not come to be, or a request that failed because it ended. */
public final class NetConnectionException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient ConnectionEnd end;

  /** A connection that ended so. */
  public NetConnectionException(ConnectionEnd end) {
    super(end.kind() + (end.text().isEmpty() ? "" : ": " + end.text()), null, false, false);
    this.end = end;
  }

  /** What happened. */
  public ConnectionEnd end() {
    return end;
  }
}
