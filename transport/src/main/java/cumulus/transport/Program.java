package cumulus.transport;

import cumulus.rtmfp.Endpoint;

/**
 * What a {@link UdpLoop} runs: an endpoint, and the code that uses its sessions.
 *
 * @param <C> commands from other threads, immutable
 */
public interface Program<C> extends Actor<C> {
  /** The endpoint of the loop's socket; always the same one. */
  Endpoint endpoint();

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
