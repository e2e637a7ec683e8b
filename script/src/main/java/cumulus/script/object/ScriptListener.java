package cumulus.script.object;

import cumulus.server.Listener;
import cumulus.server.Reception;
import java.util.List;

/** A subscription as scripts see it. */
public final class ScriptListener {
  private final Publications all;
  private final Listener listener;
  private final ScriptQuality audioQuality;
  private final ScriptQuality videoQuality;

  ScriptListener(Publications all, Listener listener) {
    this.all = all;
    this.listener = listener;
    audioQuality = new ScriptQuality(listener::audioQuality);
    videoQuality = new ScriptQuality(listener::videoQuality);
  }

  Listener listener() {
    return listener;
  }

  ScriptPublication publication() {
    return all.of(listener.publication());
  }

  ScriptQuality audioQuality() {
    return audioQuality;
  }

  ScriptQuality videoQuality() {
    return videoQuality;
  }

  Reception reception() {
    return listener.reception();
  }

  void receive(boolean audio, boolean video) {
    Reception now = reception();
    listener.receive(new Reception(audio, video, now.audioSampleAccess(), now.videoSampleAccess()));
  }

  void giveAccess(boolean audio, boolean video) {
    Reception now = reception();
    listener.receive(new Reception(now.audio(), now.video(), audio, video));
  }

  /** What its table leads to and ends with it. */
  List<Object> parts() {
    return List.of(this, audioQuality, videoQuality);
  }
}
