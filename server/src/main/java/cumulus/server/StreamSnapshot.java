package cumulus.server;

import cumulus.rtmfp.Payload;
import java.util.Map;

/**
 * What late listeners need of a publication, as it goes from loop to loop; payloads are shared.
 *
 * @param dataFrames data set by the publisher, by name
 * @param audioHeader empty if there is none, as the following two
 * @param keyFrameIsNewest no inter frame came after the key frame
 * @param newestTime of audio and video, milliseconds of the publisher
 * @param hasMedia whether there was any
 */
public record StreamSnapshot(
    Map<String, Payload> dataFrames,
    Payload audioHeader,
    Payload videoHeader,
    Payload keyFrame,
    boolean keyFrameIsNewest,
    int newestTime,
    boolean hasMedia) {
  /** Of a publication that is over. */
  static final StreamSnapshot NOTHING =
      new StreamSnapshot(Map.of(), Payload.EMPTY, Payload.EMPTY, Payload.EMPTY, false, 0, false);
}
