package cumulus.rtmfp;

import java.util.Optional;

/**
 * Work on keys, to be done away from the endpoint's thread (a key agreement costs as much as
 * hundreds of packets). {@link #run} may be called on any thread, once; {@link Endpoint#complete}
 * takes it back.
 */
public interface KeyJob extends Runnable {
  /**
   * The proven address that it is done for, so that workers can queue fairly. None: it is for
   * handshakes to come, and has time until nothing else waits.
   */
  Optional<Address> source();
}
