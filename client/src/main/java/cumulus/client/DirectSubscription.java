package cumulus.client;

import cumulus.flash.message.Command;
import cumulus.flash.message.FlowMetadata;
import cumulus.flash.message.StatusCode;
import cumulus.flash.message.UserControl;
import cumulus.rtmfp.Payload;
import cumulus.rtmfp.Priority;
import cumulus.rtmfp.SendFlow;
import cumulus.rtmfp.SendFlowListener;
import cumulus.rtmfp.trace.CloseCause;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The playing side of a direct stream. Its one flow, without association, carries the play command;
 * the peer's flows in return to it carry everything else.
 */
final class DirectSubscription implements StreamCarrier, PeerUser {
  private final ClientPeers peers;
  private final String name;
  private @Nullable PeerSession session;
  private @Nullable ClientStream stream;
  private Optional<SendFlow> control = Optional.empty();
  private boolean wasOpen;

  DirectSubscription(ClientPeers peers, String name) {
    this.peers = peers;
    this.name = name;
  }

  /** A stream that waits for the session. */
  ClientStream begin(PeerSession with, StreamListener listener) {
    session = with;
    stream = peers.newStream(this, with.newStreamId(), listener);
    return stream;
  }

  /** A stream that has failed already; its listener is told at once. */
  ClientStream failed(StreamListener listener, String reason) {
    ClientStream dead = peers.newStream(this, PeerSession.FIRST_STREAM_ID, listener);
    dead.tell(NetStatus.local("error", StatusCode.STREAM_CONNECT_FAILED, reason));
    dead.close();
    return dead;
  }

  @Override
  public void onOpen(PeerSession opened) {
    wasOpen = true;
    if (stream != null && stream.isOpen()) {
      stream.tell(NetStatus.local("status", StatusCode.STREAM_CONNECT_SUCCESS, ""));
      stream.play(name);
    }
  }

  @Override
  public void advance() {
    if (stream != null) {
      stream.advance();
    }
  }

  @Override
  public void onClose(PeerSession closed, CloseCause cause) {
    if (stream == null || !stream.isOpen()) {
      return;
    }
    stream.tell(
        wasOpen
            ? NetStatus.local(
                "status", StatusCode.STREAM_CONNECT_CLOSED, SessionEnds.of(cause).text())
            : NetStatus.local("error", StatusCode.STREAM_CONNECT_FAILED, reason(cause)));
    stream.close();
    stream.advance();
  }

  /** Why there is no session, for people. */
  private static String reason(CloseCause cause) {
    return switch (cause) {
      case CloseCause.OpenTimeout(int addresses) when addresses <= 1 ->
          "nobody introduced us: the server does not know the peer";
      case CloseCause.OpenTimeout(int addresses) ->
          "the peer answers at none of its "
              + (addresses - 1)
              + " addresses: a firewall or NAT is in the way, or it is gone";
      case CloseCause.NearClosed _,
          CloseCause.NearAborted _,
          CloseCause.FarClosed _,
          CloseCause.FarAborted _,
          CloseCause.Silent _,
          CloseCause.Unreachable _,
          CloseCause.OpenFailed _,
          CloseCause.Overridden _,
          CloseCause.LimitExceeded _,
          CloseCause.Failed _ -> {
        ConnectionEnd end = SessionEnds.of(cause);
        yield end.text().isEmpty() ? end.kind().toString() : end.text();
      }
    };
  }

  @Override
  public boolean mayOpenFlow() {
    return session != null && session.isOpen() && control.isEmpty();
  }

  @Override
  public SendFlow openFlow(FlowMetadata metadata, Priority priority, SendFlowListener events) {
    if (session == null || stream == null) {
      throw new IllegalStateException("not begun");
    }
    ClientStream playing = stream;
    SendFlow flow =
        session.openFlow(metadata, Optional.empty(), priority, events, _ -> playing.newReceiver());
    control = Optional.of(flow);
    return flow;
  }

  @Override
  public void sendControl(UserControl event) {
    if (stream != null) {
      stream.write(Payload.wrap(event.toByteArray()));
    }
  }

  @Override
  public void deleted(ClientStream ended) {
    if (session != null) {
      control.ifPresent(session::forget);
      session.release(this);
    }
  }

  @Override
  public void onCall(Command command) {
    var _ = peers.calls().onCall(command.name(), command.arguments());
  }

  @Override
  public Optional<NetStatus> refusal() {
    return Optional.of(
        NetStatus.local(
            "error",
            StatusCode.STREAM_CONNECT_REJECTED,
            "the peer does not publish \"" + name + "\" or refuses us"));
  }
}
