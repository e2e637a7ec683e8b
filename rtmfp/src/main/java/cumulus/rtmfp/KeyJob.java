package cumulus.rtmfp;

/**
 * A key agreement to be computed away from the endpoint's thread (it costs as much as hundreds of
 * packets). {@link #run} may be called on any thread, once; {@link Endpoint#complete} takes it
 * back.
 */
public interface KeyJob extends Runnable {
  /** The proven address that it is done for, so that workers can queue fairly. */
  Address source();
}
