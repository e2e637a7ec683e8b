package cumulus.client;

import cumulus.flash.message.DataMessage;
import cumulus.flash.message.UserControl;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * Passes a stream's events on to the program's listener and completes the request that a status
 * answers. Used on the connection's thread.
 */
final class StreamEvents implements StreamListener {
  private final StreamListener listener;
  private final BooleanSupplier isConnectionOver;
  private String successCode = "";
  private CompletableFuture<NetStatus> request = new CompletableFuture<>();

  /**
   * @param isConnectionOver then a request that waits is failed with the connection's end, which
   *     says why
   */
  StreamEvents(StreamListener listener, BooleanSupplier isConnectionOver) {
    this.listener = listener;
    this.isConnectionOver = isConnectionOver;
  }

  /** The next status with this code, or any error, answers the request. */
  void expect(String code, CompletableFuture<NetStatus> answer) {
    successCode = code;
    request = answer;
  }

  @Override
  public void onStatus(NetStatus status) {
    listener.onStatus(status);
    if (status.code().equals(successCode)) {
      request.complete(status);
    } else if (status.isError() || isRefusal(status)) {
      request.completeExceptionally(new NetStatusException(status));
    }
  }

  @Override
  public void onAudio(long timestampMillis, byte[] bytes, int offset, int length) {
    listener.onAudio(timestampMillis, bytes, offset, length);
  }

  @Override
  public void onVideo(long timestampMillis, byte[] bytes, int offset, int length) {
    listener.onVideo(timestampMillis, bytes, offset, length);
  }

  @Override
  public void onData(long timestampMillis, DataMessage data) {
    listener.onData(timestampMillis, data);
  }

  @Override
  public void onUserControl(UserControl control) {
    listener.onUserControl(control);
  }

  @Override
  public void onGap(long fragments) {
    listener.onGap(fragments);
  }

  @Override
  public void onClose() {
    listener.onClose();
    if (!isConnectionOver.getAsBoolean()) {
      request.completeExceptionally(
          new NetStatusException(NetStatus.local("error", "", "the stream was closed")));
    }
  }

  /** Old servers send refusals with the level "status" (flash-profile trap 12). */
  private static boolean isRefusal(NetStatus status) {
    return status.code().endsWith(".BadName")
        || status.code().endsWith(".Failed")
        || status.code().endsWith(".StreamNotFound");
  }
}
