package cumulus.client;

import cumulus.flash.MalformedException;
import cumulus.flash.message.DataMessage;
import cumulus.flash.message.MessageType;
import cumulus.flash.message.StatusCode;
import cumulus.group.GroupMediaListener;

/** Gives a stream that is played from a group to a listener as if a server sent it. */
final class GroupStreamEvents implements GroupMediaListener {
  private final String name;
  private final StreamListener listener;

  GroupStreamEvents(String name, StreamListener listener) {
    this.name = name;
    this.listener = listener;
  }

  @Override
  public void onStart() {
    listener.onStatus(
        NetStatus.local("status", StatusCode.PLAY_PUBLISH_NOTIFY, name + " is now published"));
  }

  @Override
  public void onMessage(int type, long timestampMillis, byte[] bytes, int offset, int length) {
    switch (type) {
      case MessageType.AUDIO -> listener.onAudio(timestampMillis, bytes, offset, length);
      case MessageType.VIDEO -> listener.onVideo(timestampMillis, bytes, offset, length);
      default -> {
        try {
          listener.onData(timestampMillis, DataMessage.read(type, bytes, offset, length));
        } catch (MalformedException _) {
          // The publisher's fault: the message is dropped alone, as one of a server's would be.
        }
      }
    }
  }

  @Override
  public void onGap(long fragments) {
    listener.onGap(fragments);
  }

  @Override
  public void onEnd() {
    listener.onStatus(
        NetStatus.local("status", StatusCode.PLAY_UNPUBLISH_NOTIFY, name + " is now unpublished"));
  }
}
