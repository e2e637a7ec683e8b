package cumulus.rtmfp.session;

import cumulus.rtmfp.wire.Chunk;
import java.util.Arrays;

/**
 * What a responder answered to which component, to answer a repeated IIKeying alike.
 *
 * @param component ours; empty once it is known to have arrived
 */
record Answer(int farId, byte[] farComponent, byte[] component) {
  private static final byte[] NOTHING = new byte[0];

  /** True if this very keying was answered: same id and component. */
  boolean isTo(Chunk.InitiatorKeying keying) {
    return farId == keying.sessionId() && Arrays.equals(farComponent, keying.component());
  }

  boolean hasArrived() {
    return component.length == 0;
  }

  /** The far end uses the keys, so it needs no answer any more; only its repetition is known. */
  Answer arrived() {
    return new Answer(farId, farComponent, NOTHING);
  }
}
