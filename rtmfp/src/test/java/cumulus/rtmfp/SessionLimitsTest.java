package cumulus.rtmfp;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.rtmfp.trace.DropReason;
import cumulus.rtmfp.trace.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** How many sessions and key agreements an endpoint takes, and from whom. */
final class SessionLimitsTest {
  @Test
  void oneAddressGetsItsShareOfSessionsAndNoMore() {
    var bed = new Bed(1);
    var server = server(bed, new Limits(100, 3, 10, 1 << 16, 1 << 20, 1 << 21, 256, 200));
    List<Bed.SessionLog> logs = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      logs.add(clientAt(bed, Address.ipv4(0x0a090909, 4000 + i)).connect(server));
    }
    var other = clientAt(bed, Address.ipv4(0x0a080808, 4000)).connect(server);
    bed.run(Duration.ofSeconds(10));
    assertThat(logs.stream().filter(log -> log.opened)).hasSize(3);
    assertThat(other.opened).isTrue();
    assertThat(server.drops(DropReason.ADDRESS_LIMIT)).isPositive();
    logs.stream().filter(log -> log.opened).findFirst().orElseThrow().session().close();
    bed.run(Duration.ofSeconds(90));
    assertThat(logs.stream().filter(log -> log.opened))
        .as("a place is free again")
        .hasSizeGreaterThan(3);
  }

  @Test
  void aHostThatSendsManyHandshakesDoesNotKeepOthersOut() {
    var bed = new Bed(2);
    var server = server(bed, new Limits(1000, 10, 1 << 16, 1 << 20, 1 << 21, 64, 1000));
    server.holdsJobs = true;
    List<Bed.SessionLog> greedy = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      greedy.add(clientAt(bed, Address.ipv4(0x0a090909, 4000 + i)).connect(server));
    }
    bed.run(Duration.ofMillis(500));
    List<Bed.SessionLog> others = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      others.add(clientAt(bed, Address.ipv4(0x0a080800 + i, 4000)).connect(server));
    }
    bed.run(Duration.ofMillis(500));
    assertThat(server.jobs).hasSize(Params.MAX_AGREEMENTS_AT_WORK);
    assertThat(server.jobsForNobody).as("key pairs for later").hasSize(1);
    for (int round = 0; round < 2; round++) {
      server.finishJobs();
      bed.run(Duration.ofMillis(100));
    }
    assertThat(others).as("each host gets its turn").allMatch(log -> log.opened);
    assertThat(server.drops(DropReason.AGREEMENT_LIMIT)).isPositive();
    server.holdsJobs = false;
    server.finishJobs();
    bed.run(Duration.ofSeconds(60));
    assertThat(greedy).as("nobody is refused for good").allMatch(log -> log.opened);
  }

  @Test
  void aNewcomerAtTheAddressOfADeadClientGetsInAndALivingClientKeepsItsPlace() {
    var bed = new Bed(3);
    var server = bed.server();
    var address = Address.ipv4(0x0a090909, 4000);
    Bed.Host first = clientAt(bed, address);
    var old = first.connect(server);
    assertThat(bed.run(Duration.ofSeconds(5), () -> old.opened)).isTrue();
    var random = new SplittableRandom(555);
    var intruder =
        new Endpoint(
            new EndpointSettings(
                EndpointSettings.Role.CLIENT, Credentials.client(2, random), Limits.DEFAULT),
            random,
            Trace.NONE,
            new Agreeing());
    assertThat(opensThrough(bed, intruder, first, server)).as("the client lives").isFalse();
    assertThat(old.closed).isEmpty();
    bed.kill(first);
    var newcomer = clientAt(bed, address);
    var log = newcomer.connect(server);
    assertThat(bed.run(Duration.ofSeconds(20), () -> log.opened)).isTrue();
    assertThat(server.accepted.getFirst().closed).isPresent();
  }

  /** Whether another endpoint behind the very address of a living client gets a session. */
  private static boolean opensThrough(Bed bed, Endpoint other, Bed.Host client, Bed.Host server) {
    var group = new Transmit();
    other.advance(bed.clock.nanos());
    var session =
        other.open("rtmfp://server/app", List.of(server.address), new Bed.SessionLog(client));
    client.overhears =
        datagram -> other.receive(bed.clock.nanos(), server.address, datagram, 0, datagram.length);
    for (int i = 0; i < 3000 && !session.isOpen(); i++) {
      bed.run(Duration.ofMillis(10));
      other.advance(bed.clock.nanos());
      while (other.poll(bed.clock.nanos(), group)) {
        bed.net.send(client.address, group.to(), group.bytes(), 0, group.length());
      }
    }
    client.overhears = datagram -> {};
    return session.isOpen();
  }

  /** Agrees on keys where it stands. */
  private static final class Agreeing implements EndpointListener {
    @Override
    public void onKeyAgreement(KeyJob job) {
      throw new AssertionError("the server must not get so far");
    }

    @Override
    public SessionListener onSession(Session session) {
      throw new AssertionError("nobody opens a session here");
    }
  }

  private static Bed.Host server(Bed bed, Limits limits) {
    var random = new SplittableRandom(9);
    return bed.host(EndpointSettings.Role.SERVER, Credentials.server(random), limits, random);
  }

  private static Bed.Host clientAt(Bed bed, Address address) {
    Bed.Host client = bed.client();
    bed.net.rebind(client.address, address);
    return client;
  }
}
