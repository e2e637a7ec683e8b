package cumulus.client;

import cumulus.flash.amf.AmfValue;
import cumulus.rtmfp.Payload;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What a {@link NetConnection} publishes for peers, past the server. Methods may be called from any
 * thread and never block; dependents of futures run on the connection's thread.
 */
public final class PeerPublication {
  private final NetConnection connection;
  private final DirectPublication publication;

  PeerPublication(NetConnection connection, DirectPublication publication) {
    this.connection = connection;
    this.publication = publication;
  }

  public String name() {
    return publication.name();
  }

  /** See {@link DirectPublication#sendAudio}. False if the connection has no room for it. */
  public boolean sendAudio(long timestampMillis, Payload body) {
    return connection.post(_ -> publication.sendAudio(timestampMillis, body));
  }

  /** See {@link DirectPublication#sendVideo}. False if the connection has no room for it. */
  public boolean sendVideo(long timestampMillis, Payload body) {
    return connection.post(_ -> publication.sendVideo(timestampMillis, body));
  }

  /** See {@link DirectPublication#sendData(long, Payload)}. */
  public boolean sendData(long timestampMillis, Payload amf) {
    return connection.post(_ -> publication.sendData(timestampMillis, amf));
  }

  /** Whoever plays gets a call of {@code handler}. */
  public boolean send(String handler, AmfValue... arguments) {
    List<AmfValue> values = List.of(arguments);
    return connection.post(_ -> publication.sendData(0, handler, values));
  }

  /** Ids of the peers that play it now, 32 bytes each; fails when the connection has ended. */
  public CompletableFuture<List<byte[]>> subscribers() {
    var answer = new CompletableFuture<List<byte[]>>();
    connection.post(_ -> answer.complete(publication.subscribers()), answer);
    return answer;
  }

  /** Ends it for everybody. */
  public void close() {
    connection.post(_ -> publication.close());
  }
}
