package cumulus.rtmfp;

import cumulus.rtmfp.crypto.Datagram;

/**
 * Which session ids an endpoint gives out: those that leave {@code index} when divided, unsigned,
 * by {@code count}. Endpoints that share a UDP port differ in their index, so the first twelve
 * bytes of a datagram tell which of them it is for, wherever it comes from.
 *
 * @param index 0 to {@code count} - 1
 * @param count endpoints that share the port
 */
public record SessionIds(int index, int count) {
  /** Of an endpoint that has its port for itself. */
  public static final SessionIds ALL = new SessionIds(0, 1);

  public SessionIds {
    if (index < 0 || index >= count) {
      throw new IllegalArgumentException("no endpoint " + index + " among " + count);
    }
  }

  /** True if there are other endpoints at the port. */
  public boolean isShared() {
    return count > 1;
  }

  /** True if this endpoint may give the id out; never for 0, which belongs to handshakes. */
  public boolean includes(int sessionId) {
    return sessionId != 0 && Integer.remainderUnsigned(sessionId, count) == index;
  }

  /**
   * Index of the endpoint whose session a datagram is for; our own for one of a handshake or too
   * short to be any.
   */
  public int ownerOf(byte[] datagram, int offset, int length) {
    if (length < Datagram.SESSION_ID_LENGTH) {
      return index;
    }
    int sessionId = Datagram.unscramble(datagram, offset, offset + length);
    return sessionId == 0 ? index : Integer.remainderUnsigned(sessionId, count);
  }
}
