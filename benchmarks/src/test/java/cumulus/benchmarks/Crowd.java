package cumulus.benchmarks;

import cumulus.rtmfp.Address;
import cumulus.rtmfp.Credentials;
import cumulus.rtmfp.Delivery;
import cumulus.rtmfp.Endpoint;
import cumulus.rtmfp.EndpointListener;
import cumulus.rtmfp.EndpointSettings;
import cumulus.rtmfp.KeyJob;
import cumulus.rtmfp.Limits;
import cumulus.rtmfp.Payload;
import cumulus.rtmfp.Priority;
import cumulus.rtmfp.RecvFlow;
import cumulus.rtmfp.RecvFlowListener;
import cumulus.rtmfp.SendFlow;
import cumulus.rtmfp.SendFlowListener;
import cumulus.rtmfp.Session;
import cumulus.rtmfp.SessionListener;
import cumulus.rtmfp.Transmit;
import cumulus.rtmfp.trace.CloseCause;
import cumulus.rtmfp.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** A server's endpoint with many players' endpoints, and nothing between them but a call. */
final class Crowd {
  private static final long STEP_NANOS = 33_000_000;
  private static final int FIRST_ADDRESS = 0x0a000001;

  private final List<Side> players = new ArrayList<>();
  private final List<SendFlow> flows = new ArrayList<>();
  private final Transmit group = new Transmit();
  private final Address serverAddress = Address.ipv4(FIRST_ADDRESS - 1, 1935);
  private final Side server;
  private long nowNanos = STEP_NANOS;

  Crowd(int size) {
    var random = new SplittableRandom(1);
    server = new Side(EndpointSettings.Role.SERVER, Credentials.server(random), serverAddress);
    for (int i = 0; i < size; i++) {
      var player =
          new Side(
              EndpointSettings.Role.CLIENT,
              Credentials.client(2, random),
              Address.ipv4(FIRST_ADDRESS + i, 1935));
      players.add(player);
      player.endpoint.advance(nowNanos);
      player.endpoint.open("rtmfp://server/app", List.of(serverAddress), player);
    }
    while (server.sessions.size() < size || players.stream().anyMatch(p -> p.sessions.isEmpty())) {
      exchange();
    }
    for (Session session : server.sessions) {
      flows.add(
          session.openFlow(
              new byte[] {'m'}, Optional.empty(), Priority.PRIORITY, SendFlowListener.NONE));
    }
  }

  void write(Payload message) {
    for (SendFlow flow : flows) {
      flow.write(message, Delivery.MEDIA);
    }
  }

  /** A period passes; what everybody has to say arrives. */
  void exchange() {
    nowNanos += STEP_NANOS;
    for (boolean isBusy = true; isBusy; ) {
      isBusy = pump(server);
      for (Side each : players) {
        isBusy |= pump(each);
      }
    }
  }

  /** Messages that players received. */
  long received() {
    return players.stream().mapToLong(player -> player.messages).sum();
  }

  private boolean pump(Side from) {
    from.endpoint.advance(nowNanos);
    boolean hasSent = false;
    while (from.endpoint.poll(nowNanos, group)) {
      hasSent = true;
      Side to = from == server ? players.get(index(group.to())) : server;
      for (int at = 0; at < group.length(); at += group.segmentLength()) {
        int length = Math.min(group.segmentLength(), group.length() - at);
        to.endpoint.receive(nowNanos, from.address, group.bytes(), at, length);
      }
    }
    return hasSent;
  }

  private static int index(Address address) {
    return (int) address.low() - FIRST_ADDRESS;
  }

  private final class Side implements EndpointListener, SessionListener, RecvFlowListener {
    private final Endpoint endpoint;
    private final Address address;
    private final List<Session> sessions = new ArrayList<>();
    private long messages;

    Side(EndpointSettings.Role role, Credentials credentials, Address address) {
      this.address = address;
      this.endpoint =
          new Endpoint(
              new EndpointSettings(role, credentials, Limits.DEFAULT),
              new SplittableRandom(address.low()),
              Trace.NONE,
              this);
    }

    @Override
    public void onKeyAgreement(KeyJob job) {
      job.run();
      endpoint.complete(nowNanos, job);
    }

    @Override
    public SessionListener onSession(Session accepted) {
      sessions.add(accepted);
      return this;
    }

    @Override
    public void onOpen(Session opened) {
      sessions.add(opened);
    }

    @Override
    public RecvFlowListener onFlow(Session from, RecvFlow flow) {
      return this;
    }

    @Override
    public void onMessage(RecvFlow flow, Payload message) {
      messages++;
    }

    @Override
    public void onClose(Session closed, CloseCause cause) {
      throw new IllegalStateException("closed: " + cause);
    }
  }
}
