package cumulus.server;

import cumulus.rtmfp.Payload;
import java.util.List;
import java.util.Optional;

/** A name that is published, or waited for; to be used on the application thread only. */
public interface Publication {
  String name();

  /**
   * Number unique in the server's life, from one counter with {@link Listener#id}; 0 while idle.
   */
  long publisherId();

  /** From its acceptance until {@link Application#onUnpublish} has run. */
  boolean isLive();

  /** Who publishes; none while idle and for a publication of the server. */
  Optional<Client> publisher();

  /** In the order of subscription. */
  List<Listener> listeners();

  int listenerCount();

  /** What it has received, at most two seconds old; all zero while idle. */
  PublicationFigures figures();

  QualityOfService audioQuality();

  QualityOfService videoQuality();

  /** Which media are reported to {@link Application#onMedia}. */
  void wantMedia(MediaKinds wanted);

  /**
   * Pushes media of the server into it; never reported back. Nothing happens while idle.
   *
   * @param type AUDIO, VIDEO or DATA
   * @param body FLV tag body, or AMF0 values with the name first
   * @param lost packets that are missing before it: then video goes on with the next key frame
   */
  void push(int type, int timestampMillis, Payload body, int lost);

  /**
   * Ends a publication of the server: its name is free at once. A client's gets the status, if the
   * code is not empty, and the command {@code close}; it stays live until the client reacts.
   */
  void close(String code, String description);
}
