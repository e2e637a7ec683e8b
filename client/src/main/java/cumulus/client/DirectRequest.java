package cumulus.client;

import cumulus.flash.message.Command;
import cumulus.flash.message.DataMessage;
import cumulus.flash.message.UserControl;
import cumulus.rtmfp.RecvFlow;
import java.util.Optional;

/** A peer's control flow for a direct stream: what it asks of what we publish for peers. */
final class DirectRequest implements FlowReceiver.Target {
  private final ClientPeers peers;
  private final PeerSession session;
  private final RecvFlow flow;
  private final long streamId;
  private Optional<DirectSubscriber> subscriber = Optional.empty();

  DirectRequest(ClientPeers peers, PeerSession session, RecvFlow flow, long streamId) {
    this.peers = peers;
    this.session = session;
    this.flow = flow;
    this.streamId = streamId;
  }

  @Override
  public void onCommand(RecvFlow from, Command command) {
    boolean isOn = command.argument(0).booleanOr(false);
    switch (command.name()) {
      case "play" -> play(command.argument(0).textOr(""));
      case "receiveAudio" -> subscriber.ifPresent(each -> each.receiveAudio(isOn));
      case "receiveVideo" -> subscriber.ifPresent(each -> each.receiveVideo(isOn));
      case "pause" -> subscriber.ifPresent(each -> each.pause(isOn));
      case "closeStream", "deleteStream" -> end();
      default -> {}
    }
  }

  private void play(String name) {
    end();
    subscriber =
        peers.publication(name).flatMap(publication -> publication.accept(session, flow, streamId));
    if (subscriber.isEmpty()) {
      flow.reject(0);
    }
  }

  private void end() {
    subscriber.ifPresent(DirectSubscriber::end);
    subscriber = Optional.empty();
  }

  @Override
  public void onComplete(RecvFlow from) {
    end();
  }

  @Override
  public void onControl(RecvFlow from, UserControl control) {}

  @Override
  public void onAudio(long timestampMillis, byte[] bytes, int offset, int length) {}

  @Override
  public void onVideo(long timestampMillis, byte[] bytes, int offset, int length) {}

  @Override
  public void onData(long timestampMillis, DataMessage data) {}

  @Override
  public void onGap(RecvFlow from, long fragments) {}
}
