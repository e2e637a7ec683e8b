package cumulus.client;

import cumulus.flash.message.DataMessage;
import cumulus.flash.message.UserControl;

/**
 * Follows a stream. Calls come on the thread that runs the connection and must not block. Byte
 * arrays are shared: to read only, but they may be kept.
 */
public interface StreamListener {
  /** A status, such as {@code NetStream.Play.Start}. */
  default void onStatus(NetStatus status) {}

  /** An audio message: the body, in the form of an FLV audio tag; may be empty. */
  default void onAudio(long timestampMillis, byte[] bytes, int offset, int length) {}

  /** A video message: the body, in the form of an FLV video tag; may be empty. */
  default void onVideo(long timestampMillis, byte[] bytes, int offset, int length) {}

  /** A data message: the name of a handler and its arguments. */
  default void onData(long timestampMillis, DataMessage data) {}

  /** A user control message other than flow synchronisation. */
  default void onUserControl(UserControl control) {}

  /** Parts of messages that the server gave up: something before the next message is missing. */
  default void onGap(long fragments) {}

  /** The stream can be used no more: it was deleted, or the connection ended. The last call. */
  default void onClose() {}
}
