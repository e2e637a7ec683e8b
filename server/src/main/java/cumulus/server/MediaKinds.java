package cumulus.server;

import cumulus.flash.message.MessageType;

/** Which media of a publication are reported to {@link Application#onMedia}. */
public record MediaKinds(boolean audio, boolean video, boolean data) {
  public static final MediaKinds NONE = new MediaKinds(false, false, false);
  public static final MediaKinds ALL = new MediaKinds(true, true, true);

  /** Whether a message of this type is among them. */
  public boolean has(int type) {
    return switch (type) {
      case MessageType.AUDIO -> audio;
      case MessageType.VIDEO -> video;
      default -> data;
    };
  }
}
