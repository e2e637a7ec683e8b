package cumulus.transport;

import cumulus.rtmfp.Address;
import cumulus.rtmfp.Endpoint;

/**
 * What a {@link UdpLoop} runs: an endpoint, and the code that uses its sessions.
 *
 * @param <C> commands from other threads, immutable
 */
public interface Program<C> extends Actor<C> {
  /** The endpoint of the loop's socket; always the same one. */
  Endpoint endpoint();

  /** A datagram has come; the bytes are borrowed. */
  default void receive(long nowNanos, Address from, byte[] bytes, int offset, int length) {
    endpoint().receive(nowNanos, from, bytes, offset, length);
  }

  /** Closes every session in order. */
  @Override
  default void stop(long nowNanos) {
    endpoint().closeAll();
  }

  @Override
  default boolean isStopped(long nowNanos) {
    return endpoint().sessionCount() == 0;
  }
}
