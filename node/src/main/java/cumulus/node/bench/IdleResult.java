package cumulus.node.bench;

import java.util.OptionalLong;

/**
 * What idle clients cost.
 *
 * @param connected clients that the server accepted
 * @param failed clients that it did not
 * @param beforeBytes resident memory of the server before they came, where it can be read
 * @param heldBytes the same with them
 * @param cpu while they did nothing, for each second
 */
public record IdleResult(
    int connected, int failed, OptionalLong beforeBytes, OptionalLong heldBytes, CpuUse cpu) {
  /** Of the server, for each of them. */
  public double bytesEach() {
    return connected == 0 ? 0 : (double) (heldBytes.orElse(0) - beforeBytes.orElse(0)) / connected;
  }
}
