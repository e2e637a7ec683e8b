package cumulus.links;

/** Told of every frame on the links between servers; any thread. */
@FunctionalInterface
public interface FrameTrace {
  /** Keeps nothing. */
  FrameTrace NONE = (_, _, _) -> {};

  /**
   * A frame was received, or is on its way.
   *
   * @param address of the other server
   * @param pieces handler and rest, which in what is sent follow the length; they never change
   */
  void frame(String address, boolean isSent, byte[]... pieces);
}
