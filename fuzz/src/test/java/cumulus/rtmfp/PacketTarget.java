package cumulus.rtmfp;

import cumulus.rtmfp.wire.PacketHeader;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Chunks under true keys for a living session, or under the default key for session id 0 or an
 * opening session. The first byte says which, the second the flags of the packet.
 */
public final class PacketTarget {
  private static final int MAX_CHUNKS = 8000;
  private static final Limits LIMITS = new Limits(16, 64, 65_536, 300_000, 600_000, 4, 1_000_000);

  private final Bed bed = new Bed(50);
  private final Bed.Host server = bed.server(LIMITS);
  private final Bed.Host client;
  private final RawPeer initiator = new RawPeer(bed, 1);
  private final RawPeer responder = new RawPeer(bed, 2);
  private final RawPeer silent = new RawPeer(bed, 3);
  private Bed.SessionLog atServer;
  private Bed.SessionLog atClient;
  private Bed.SessionLog opening;

  public PacketTarget() {
    var random = new SplittableRandom(51);
    client =
        bed.host(
            EndpointSettings.Role.CLIENT, Credentials.client(2, random), LIMITS, random.split());
    atServer = openAtServer();
    atClient = openAtClient();
    opening = client.connect("rtmfp://server/app", List.of(silent.address));
  }

  /** Takes one input; throws for whatever must not happen. */
  public void take(byte[] input) {
    if (input.length < 3) {
      return;
    }
    byte[] chunks = Arrays.copyOfRange(input, 2, Math.min(input.length, MAX_CHUNKS));
    int flags = input[1] & 0xff;
    switch (input[0] & 3) {
      case 0 -> initiator.send(flags & ~PacketHeader.MODE, chunks);
      case 1 -> responder.send(flags & ~PacketHeader.MODE, chunks);
      case 2 -> silent.sendStartup(server.address, 0, packet -> packet.raw(chunks));
      default -> {
        int id = (flags & 1) == 0 ? 0 : opening.session().nearId();
        silent.sendStartup(client.address, id, packet -> packet.raw(chunks));
      }
    }
    bed.run(Duration.ofMillis(1));
    check(server);
    check(client);
    renew();
  }

  private void check(Bed.Host host) {
    if (host.endpoint.reassemblyBytes() > LIMITS.totalReassemblyBytes()
        || host.endpoint.sessionCount() > LIMITS.sessions()) {
      throw new IllegalStateException("a limit was passed");
    }
    host.forgetTrace();
    host.accepted.clear();
    initiator.clear();
    responder.clear();
    silent.clear();
    initiator.startups.clear();
    responder.startups.clear();
    silent.startups.clear();
    atServer.flows.clear();
    atClient.flows.clear();
  }

  /** What a close chunk has ended begins again. */
  private void renew() {
    if (atServer.closed.isPresent()) {
      atServer.session().abort();
      atServer = openAtServer();
    }
    if (atClient.closed.isPresent()) {
      atClient.session().abort();
      atClient = openAtClient();
    }
    if (opening.closed.isPresent() || opening.opened) {
      opening.session().abort();
      opening = client.connect("rtmfp://server/app", List.of(silent.address));
    }
  }

  private Bed.SessionLog openAtServer() {
    try {
      initiator.open(server);
    } catch (ProtocolException e) {
      throw new IllegalStateException(e);
    }
    return server.accepted.getLast();
  }

  private Bed.SessionLog openAtClient() {
    responder.acceptsSessions = true;
    Bed.SessionLog log = client.connect("rtmfp://server/app", List.of(responder.address));
    if (!bed.run(Duration.ofSeconds(5), () -> log.opened)) {
      throw new IllegalStateException("no session any more");
    }
    responder.acceptsSessions = false;
    return log;
  }

  /** Good input to begin with. */
  public static List<byte[]> seeds() {
    return HostileInputs.session(2, 2).stream()
        .map(each -> HostileInputs.join(new byte[] {0, 0}, each))
        .toList();
  }
}
