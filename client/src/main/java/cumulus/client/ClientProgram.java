package cumulus.client;

import cumulus.rtmfp.Credentials;
import cumulus.rtmfp.Endpoint;
import cumulus.rtmfp.EndpointListener;
import cumulus.rtmfp.EndpointSettings;
import cumulus.rtmfp.KeyJob;
import cumulus.rtmfp.Limits;
import cumulus.rtmfp.Session;
import cumulus.rtmfp.SessionListener;
import cumulus.rtmfp.trace.Trace;
import cumulus.transport.KeyWorkers;
import cumulus.transport.Program;
import cumulus.transport.UdpLoop;
import java.security.SecureRandom;

/** Runs one connection on a loop of its own. */
final class ClientProgram implements Program<ClientTask>, EndpointListener {
  private final UdpLoop<ClientTask> loop;
  private final ClientConnection connection;
  private final KeyWorkers keyWorkers;
  private final Endpoint endpoint;

  ClientProgram(
      UdpLoop<ClientTask> loop,
      ClientConnection connection,
      Credentials credentials,
      KeyWorkers keyWorkers,
      SecureRandom random) {
    this.loop = loop;
    this.connection = connection;
    this.keyWorkers = keyWorkers;
    var settings = new EndpointSettings(EndpointSettings.Role.CLIENT, credentials, Limits.DEFAULT);
    this.endpoint = new Endpoint(settings, random, Trace.NONE, this);
  }

  @Override
  public Endpoint endpoint() {
    return endpoint;
  }

  @Override
  public void handle(long nowNanos, ClientTask task) {
    task.run(nowNanos);
  }

  @Override
  public void advance(long nowNanos) {
    connection.advance(nowNanos);
  }

  @Override
  public long untilDueNanos(long nowNanos) {
    return connection.untilDueNanos(nowNanos);
  }

  @Override
  public void stop(long nowNanos) {
    connection.close(nowNanos);
  }

  @Override
  public boolean isStopped(long nowNanos) {
    return connection.isEnded() && endpoint.sessionCount() == 0;
  }

  @Override
  public void onKeyAgreement(KeyJob job) {
    keyWorkers.submit(job, loop::complete);
  }

  @Override
  public SessionListener onSession(Session session) {
    return connection.peers().onSession(session);
  }
}
