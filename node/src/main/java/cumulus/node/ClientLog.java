package cumulus.node;

import cumulus.flash.amf.AmfExternals;
import cumulus.flash.amf.AmfValue;
import cumulus.rtmfp.trace.CloseCause;
import cumulus.server.Application;
import cumulus.server.CallAnswer;
import cumulus.server.Client;
import cumulus.server.ConnectVerdict;
import cumulus.server.Control;
import cumulus.server.Group;
import cumulus.server.Handshake;
import cumulus.server.Listener;
import cumulus.server.MediaKinds;
import cumulus.server.MediaPacket;
import cumulus.server.Publication;
import cumulus.server.Verdict;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what clients do to the log, and hands every event on. What clients do is information,
 * whatever it is; only a message that no client of good will sends is worth a warning.
 */
final class ClientLog implements Application {
  private static final Logger LOG = LoggerFactory.getLogger(ClientLog.class);

  private final Application application;

  ClientLog(Application application) {
    this.application = application;
  }

  @Override
  public void onStart(Control server) {
    application.onStart(server);
  }

  @Override
  public void onStop() {
    application.onStop();
  }

  @Override
  public void onForgotten(Publication publication) {
    application.onForgotten(publication);
  }

  @Override
  public ConnectVerdict onConnection(Client client, List<AmfValue> arguments) {
    ConnectVerdict verdict = application.onConnection(client, arguments);
    switch (verdict) {
      case ConnectVerdict.Accept _ ->
          LOG.info(
              "{} connects to /{} with {}",
              name(client),
              client.connectInfo().path(),
              client.connectInfo().flashVersion());
      case ConnectVerdict.NoApplication(String why) ->
          LOG.info("{} is refused: {}", name(client), why);
      case ConnectVerdict.Refuse(String why) ->
          LOG.info("{} is refused at /{}: {}", name(client), client.connectInfo().path(), why);
    }
    return verdict;
  }

  @Override
  public boolean isFailure(CloseCause cause) {
    return application.isFailure(cause);
  }

  @Override
  public AmfExternals externals(Client client) {
    return application.externals(client);
  }

  @Override
  public void onFailed(Client client, CloseCause cause) {
    LOG.info("{} fails: {}", name(client), text(cause));
    application.onFailed(client, cause);
  }

  @Override
  public void onDisconnection(Client client) {
    LOG.info("{} leaves", name(client));
    application.onDisconnection(client);
  }

  @Override
  public Verdict onPublish(Client client, Publication publication) {
    Verdict verdict = application.onPublish(client, publication);
    decided(client, "publishes", "publish", publication, verdict);
    return verdict;
  }

  @Override
  public void onUnpublish(Client client, Publication publication) {
    LOG.info("{} ends the publication of {}", name(client), publication.name());
    application.onUnpublish(client, publication);
  }

  @Override
  public Verdict onSubscribe(Client client, Listener listener) {
    Verdict verdict = application.onSubscribe(client, listener);
    decided(client, "plays", "play", listener.publication(), verdict);
    return verdict;
  }

  @Override
  public void onUnsubscribe(Client client, Listener listener) {
    LOG.info("{} ends playing {}", name(client), listener.publication().name());
    application.onUnsubscribe(client, listener);
  }

  @Override
  public CallAnswer onCall(Client client, String name, List<AmfValue> arguments) {
    return application.onCall(client, name, arguments);
  }

  @Override
  public MediaKinds wantsMedia(Client client, Publication publication) {
    return application.wantsMedia(client, publication);
  }

  @Override
  public void onMedia(Client client, Publication publication, MediaPacket packet) {
    application.onMedia(client, publication, packet);
  }

  @Override
  public void onMediaMissed(Client client, Publication publication, long messages) {
    application.onMediaMissed(client, publication, messages);
  }

  @Override
  public void onJoinGroup(Client client, Group group) {
    application.onJoinGroup(client, group);
  }

  @Override
  public void onUnjoinGroup(Client client, Group group) {
    application.onUnjoinGroup(client, group);
  }

  @Override
  public void onGroupEnded(Group group) {
    application.onGroupEnded(group);
  }

  @Override
  public boolean wantsHandshakes() {
    return application.wantsHandshakes();
  }

  @Override
  public List<String> onHandshake(Handshake handshake) {
    return application.onHandshake(handshake);
  }

  @Override
  public boolean wantsUnknownPeers() {
    return application.wantsUnknownPeers();
  }

  @Override
  public List<String> onRendezVousUnknown(byte[] peerId) {
    return application.onRendezVousUnknown(peerId);
  }

  @Override
  public void onBadRedirection(String text, String reason) {
    application.onBadRedirection(text, reason);
  }

  @Override
  public void onManage(long nowNanos) {
    application.onManage(nowNanos);
  }

  @Override
  public void onMalformed(Client client, String reason) {
    LOG.warn("{} sent a message that cannot be read, it was dropped: {}", name(client), reason);
    application.onMalformed(client, reason);
  }

  private static void decided(
      Client client, String does, String what, Publication publication, Verdict verdict) {
    switch (verdict) {
      case Verdict.Accept _ -> LOG.info("{} {} {}", name(client), does, publication.name());
      case Verdict.Refuse(String why) ->
          LOG.info("{} may not {} {}: {}", name(client), what, publication.name(), why);
    }
  }

  private static String name(Client client) {
    return "client " + client.id() + " at " + client.address();
  }

  /** Why a session ended, for people. */
  static String text(CloseCause cause) {
    return switch (cause) {
      case CloseCause.NearClosed _ -> "closed by the server";
      case CloseCause.NearAborted _ -> "ended by the server at once";
      case CloseCause.FarClosed _ -> "closed by the client";
      case CloseCause.FarAborted _ -> "ended by the client at once";
      case CloseCause.Silent(long nanos) -> "silent for " + seconds(nanos);
      case CloseCause.Unreachable(long nanos) -> "nothing acknowledged for " + seconds(nanos);
      case CloseCause.OpenTimeout _ -> "no answer to the handshake";
      case CloseCause.OpenFailed(var reason) -> "the handshake failed: " + reason;
      case CloseCause.Overridden _ -> "the same client opened a new session";
      case CloseCause.LimitExceeded(String limit) -> limit + " exceeded";
      case CloseCause.Failed(String reason) -> reason;
    };
  }

  private static String seconds(long nanos) {
    return nanos / 1_000_000_000L + " s";
  }
}
