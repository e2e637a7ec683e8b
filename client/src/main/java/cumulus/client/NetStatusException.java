package cumulus.client;

/** A request that the server answered with an error. */
public final class NetStatusException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient NetStatus status;

  /** A request that was answered so. */
  public NetStatusException(NetStatus status) {
    super(status.toString(), null, false, false);
    this.status = status;
  }

  /** What the server said. */
  public NetStatus status() {
    return status;
  }
}
