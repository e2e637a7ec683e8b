package cumulus.client;

import cumulus.flash.message.MessageType;
import cumulus.group.GroupPublication;
import cumulus.rtmfp.Payload;

/**
 * A stream that a {@link NetGroup} publishes. Methods may be called from any thread and never
 * block.
 */
public final class NetGroupPublication {
  private final NetConnection connection;
  private final GroupPublication publication;

  NetGroupPublication(NetConnection connection, GroupPublication publication) {
    this.connection = connection;
    this.publication = publication;
  }

  public String name() {
    return publication.name();
  }

  /** Sends an audio message: the body of an FLV tag. False if the connection has no room for it. */
  public boolean sendAudio(long timestampMillis, Payload body) {
    return send(MessageType.AUDIO, timestampMillis, body);
  }

  /** Sends a video message: the body of an FLV tag. False if the connection has no room for it. */
  public boolean sendVideo(long timestampMillis, Payload body) {
    return send(MessageType.VIDEO, timestampMillis, body);
  }

  /**
   * Sends a data message whose handler name and arguments are AMF0 already, as in an FLV script
   * tag. False if the connection has no room for it.
   */
  public boolean sendData(long timestampMillis, Payload amf) {
    return send(MessageType.DATA, timestampMillis, amf);
  }

  /** Ends the stream for everybody. */
  public void close() {
    connection.post(publication::close);
  }

  private boolean send(int type, long timestampMillis, Payload body) {
    return connection.post(
        now -> publication.send(now, type, timestampMillis, body.bytes(), 0, body.length()));
  }
}
