package cumulus.rtmfp;

/**
 * Bounds on what far ends can make an endpoint hold.
 *
 * @param sessions open and opening sessions at a time
 * @param sessionsPerAddress sessions at a time with one far IP address; 0 means no such limit
 * @param flowsPerSession flows of one session in each direction, lingering ones included
 * @param messageBytes largest message accepted; the flow of a larger one is rejected
 * @param sessionReassemblyBytes received data of one session that waits for missing fragments
 * @param totalReassemblyBytes the same over all sessions of the endpoint
 * @param keyAgreements proven handshakes waiting for their key agreement
 * @param hellosPerSecond hellos answered to one source address in a second
 */
public record Limits(
    int sessions,
    int sessionsPerAddress,
    int flowsPerSession,
    int messageBytes,
    long sessionReassemblyBytes,
    long totalReassemblyBytes,
    int keyAgreements,
    int hellosPerSecond) {
  private static final int MEBI = 1 << 20;

  /** What a server starts with. */
  public static final Limits DEFAULT =
      new Limits(20_000, 1024, 16 * MEBI, 48L * MEBI, 512L * MEBI, 256, 200);

  /** Limits without one for each address. */
  public Limits(
      int sessions,
      int flowsPerSession,
      int messageBytes,
      long sessionReassemblyBytes,
      long totalReassemblyBytes,
      int keyAgreements,
      int hellosPerSecond) {
    this(
        sessions,
        0,
        flowsPerSession,
        messageBytes,
        sessionReassemblyBytes,
        totalReassemblyBytes,
        keyAgreements,
        hellosPerSecond);
  }

  public Limits {
    if (sessionsPerAddress < 0) {
      throw new IllegalArgumentException(
          "sessionsPerAddress must be 0 or more: " + sessionsPerAddress);
    }
    if (sessions < 1 || flowsPerSession < 1 || messageBytes < 1024 || keyAgreements < 1) {
      throw new IllegalArgumentException(
          "limits must allow at least one session, flow and message");
    }
    if (sessionReassemblyBytes < messageBytes || totalReassemblyBytes < sessionReassemblyBytes) {
      throw new IllegalArgumentException(
          "reassembly limits must hold one message: "
              + sessionReassemblyBytes
              + ", "
              + totalReassemblyBytes);
    }
    if (hellosPerSecond < 1) {
      throw new IllegalArgumentException("hellosPerSecond must be at least 1: " + hellosPerSecond);
    }
  }
}
