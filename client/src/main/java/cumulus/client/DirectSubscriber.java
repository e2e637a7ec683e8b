package cumulus.client;

import cumulus.flash.ByteWriter;
import cumulus.flash.amf.AmfStyle;
import cumulus.flash.message.Command;
import cumulus.flash.message.DataMessage;
import cumulus.flash.message.FlowMetadata;
import cumulus.flash.message.Status;
import cumulus.flash.message.StatusCode;
import cumulus.flash.message.UserControl;
import cumulus.rtmfp.Payload;
import cumulus.rtmfp.Priority;
import cumulus.rtmfp.RecvFlow;
import cumulus.rtmfp.SendFlow;
import cumulus.rtmfp.SendFlowListener;
import cumulus.rtmfp.trace.CloseCause;
import java.util.Optional;

/**
 * A peer that plays what we publish: our flows to it, all in return to its control flow and with
 * its stream id, and what it wants to receive.
 */
final class DirectSubscriber implements StreamCarrier, PeerUser {
  private final DirectPublication publication;
  private final PeerSession session;
  private final RecvFlow control;
  private final ClientStream stream;
  private long lastSyncId;
  private boolean isAudioWanted = true;
  private boolean isVideoWanted = true;
  private boolean isPaused;
  private boolean isEnded;

  DirectSubscriber(
      ClientPeers peers,
      DirectPublication publication,
      PeerSession session,
      RecvFlow control,
      long streamId) {
    this.publication = publication;
    this.session = session;
    this.control = control;
    this.stream = peers.newStream(this, streamId, new StreamListener() {});
  }

  byte[] peerId() {
    return session.peerId();
  }

  /** What a player is told first, in the order of flash-profile section 7.2. */
  void greet(String name, Iterable<Payload> data) {
    session.use(this);
    stream.write(Payload.wrap(new UserControl.StreamBegin(stream.id()).toByteArray()));
    status(StatusCode.PLAY_RESET, "Playing and resetting " + name);
    status(StatusCode.PLAY_START, "Started playing " + name);
    stream.write(sampleAccess(stream.dataType()));
    data.forEach(each -> stream.sendData(0, each));
    stream.synchronize(lastSyncId++);
    stream.withholdVideo();
  }

  void audio(long timestampMillis, Payload body) {
    if (isAudioWanted && !isPaused) {
      stream.sendAudio(timestampMillis, body);
    }
  }

  void video(long timestampMillis, Payload body) {
    if (isVideoWanted && !isPaused) {
      stream.sendVideo(timestampMillis, body);
    }
  }

  void data(long timestampMillis, Payload amf) {
    stream.sendData(timestampMillis, amf);
  }

  void receiveAudio(boolean isWanted) {
    if (isWanted && !isAudioWanted) {
      publication.repeatAudioHeader(this);
    }
    isAudioWanted = isWanted;
  }

  void receiveVideo(boolean isWanted) {
    boolean isNew = isWanted && !isVideoWanted;
    isVideoWanted = isWanted;
    if (isNew) {
      publication.repeatVideoHeader(this);
      stream.withholdVideo();
    }
  }

  void pause(boolean isPausedNow) {
    boolean isNew = isPaused && !isPausedNow;
    isPaused = isPausedNow;
    if (isNew) {
      publication.repeatVideoHeader(this);
      stream.withholdVideo();
    }
  }

  /** The publication is over. */
  void unpublish(String name) {
    stream.synchronize(lastSyncId++);
    status(StatusCode.PLAY_UNPUBLISH_NOTIFY, name + " is now unpublished");
    finish();
  }

  /** The player has had enough. */
  void end() {
    finish();
  }

  private void finish() {
    if (!isEnded) {
      isEnded = true;
      stream.close();
      session.release(this);
      publication.left(this);
    }
  }

  private void status(String code, String description) {
    stream.write(Payload.wrap(Status.status(code, description).toOnStatus()));
  }

  private static Payload sampleAccess(int type) {
    var out = new ByteWriter(32);
    var writer = DataMessage.start(out, type, "|RtmpSampleAccess", AmfStyle.AMF0_ONLY);
    writer.writeBoolean(false);
    writer.writeBoolean(false);
    return Payload.wrap(out.toByteArray());
  }

  @Override
  public void onOpen(PeerSession opened) {}

  @Override
  public void onClose(PeerSession closed, CloseCause cause) {
    finish();
  }

  @Override
  public boolean mayOpenFlow() {
    return !isEnded && session.isOpen();
  }

  @Override
  public SendFlow openFlow(FlowMetadata metadata, Priority priority, SendFlowListener events) {
    return session.openFlow(
        metadata,
        Optional.of(control),
        priority,
        events,
        flow -> {
          flow.reject(0);
          return (_, _) -> {};
        });
  }

  @Override
  public void sendControl(UserControl event) {
    stream.write(Payload.wrap(event.toByteArray()));
  }

  /** The player has refused one of our flows. */
  @Override
  public void deleted(ClientStream refused) {
    finish();
  }

  @Override
  public void onCall(Command command) {}
}
