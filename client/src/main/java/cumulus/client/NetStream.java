package cumulus.client;

import cumulus.flash.amf.AmfValue;
import cumulus.flash.message.StatusCode;
import cumulus.rtmfp.Payload;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A stream of a {@link NetConnection}. Methods may be called from any thread and never block;
 * callbacks and dependents of futures run on the connection's thread.
 */
public final class NetStream {
  private final NetConnection connection;
  private final ClientStream stream;
  private final StreamEvents events;

  NetStream(NetConnection connection, ClientStream stream, StreamEvents events) {
    this.connection = connection;
    this.stream = stream;
    this.events = events;
  }

  /** The id that the server gave it. */
  public long id() {
    return stream.id();
  }

  /**
   * Publishes live; completes with {@code NetStream.Publish.Start}, or fails with {@link
   * NetStatusException}.
   */
  public CompletableFuture<NetStatus> publish(String name) {
    return request(StatusCode.PUBLISH_START, () -> stream.publish(name));
  }

  /**
   * Plays what is or will be published under this name; completes with {@code
   * NetStream.Play.Start}, or fails with {@link NetStatusException}.
   */
  public CompletableFuture<NetStatus> play(String name) {
    return request(StatusCode.PLAY_START, () -> stream.play(name));
  }

  /** The same, live and unbuffered: lost media are not sent again. */
  public CompletableFuture<NetStatus> playUnbuffered(String name) {
    return request(StatusCode.PLAY_START, () -> stream.play(name, -3, -1, true));
  }

  /** See {@link ClientStream#sendAudio}. False if the connection has no room for it. */
  public boolean sendAudio(long timestampMillis, Payload body) {
    return connection.post(_ -> stream.sendAudio(timestampMillis, body));
  }

  /** See {@link ClientStream#sendVideo}. False if the connection has no room for it. */
  public boolean sendVideo(long timestampMillis, Payload body) {
    return connection.post(_ -> stream.sendVideo(timestampMillis, body));
  }

  /** See {@link ClientStream#sendData(long, Payload)}. */
  public boolean sendData(long timestampMillis, Payload amf) {
    return connection.post(_ -> stream.sendData(timestampMillis, amf));
  }

  /** Whoever plays the stream gets a call of {@code handler}. */
  public boolean send(String handler, AmfValue... arguments) {
    List<AmfValue> values = List.of(arguments);
    return connection.post(_ -> stream.sendData(0, handler, values));
  }

  /** Stops or resumes delivery of what is played. */
  public void pause(boolean isPaused, long positionMillis) {
    connection.post(_ -> stream.pause(isPaused, positionMillis));
  }

  /** Asks for another position of a recording, milliseconds. */
  public void seek(long positionMillis) {
    connection.post(_ -> stream.seek(positionMillis));
  }

  /** Mutes or unmutes the audio of what is played. */
  public void receiveAudio(boolean isReceived) {
    connection.post(_ -> stream.receiveAudio(isReceived));
  }

  /** Mutes or unmutes the video of what is played. */
  public void receiveVideo(boolean isReceived) {
    connection.post(_ -> stream.receiveVideo(isReceived));
  }

  /** Tells the server how much is kept before it is shown, milliseconds. */
  public void setBufferTime(long millis) {
    connection.post(_ -> stream.setBufferTime(millis));
  }

  /** Completes once everything sent so far was acknowledged by the server. */
  public CompletableFuture<Void> drain() {
    var drained = new CompletableFuture<Void>();
    connection.post(_ -> stream.whenDrained(() -> drained.complete(null)), drained);
    return drained;
  }

  /**
   * Bytes not acknowledged yet, and media messages dropped because the network did not take them.
   */
  public CompletableFuture<SendState> sendState() {
    var state = new CompletableFuture<SendState>();
    connection.post(
        _ -> state.complete(new SendState(stream.queuedBytes(), stream.droppedFrames())), state);
    return state;
  }

  /** Ends publishing or playing; the stream can be used again. */
  public void closeStream() {
    connection.post(_ -> stream.closeStream());
  }

  /** Ends the stream. */
  public void delete() {
    connection.post(_ -> stream.delete());
  }

  /**
   * How sending goes.
   *
   * @param queuedBytes not acknowledged yet
   * @param droppedFrames media messages dropped because the network did not take them
   */
  public record SendState(long queuedBytes, long droppedFrames) {}

  private CompletableFuture<NetStatus> request(String successCode, Runnable command) {
    var answer = new CompletableFuture<NetStatus>();
    connection.post(
        _ -> {
          events.expect(successCode, answer);
          command.run();
        },
        answer);
    return answer;
  }
}
