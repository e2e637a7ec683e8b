package cumulus.links.wire;

import cumulus.flash.amf.AmfString;
import java.util.List;

/** What a frame of the far end means. */
public sealed interface Received {
  /** The handshake goes on: these frames are to be sent. */
  record Answer(List<Frame> frames) implements Received {}

  /** The far end has said its hello: the link is established here. */
  record Linked(Hello hello) implements Received {}

  /** Something the far end says before its hello: it has no effect. */
  record TooEarly() implements Received {}

  /** Another hello on an established link. */
  record Renewed(Hello hello) implements Received {}

  /** Applications that run at the far end. */
  record Applications(List<String> paths) implements Received {}

  /**
   * A call.
   *
   * @param payload of the frame; handed over
   * @param offset where the AMF values begin
   */
  record Call(AmfString name, byte[] payload, int offset) implements Received {}

  /** The frame cannot be understood and is dropped; the link goes on. */
  record Damaged(String reason) implements Received {}
}
