package cumulus.rtmfp;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.rtmfp.trace.DropReason;
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
    assertThat(server.drops(DropReason.LIMIT)).isPositive();
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
    for (int round = 0; round < 2; round++) {
      server.finishJobs();
      bed.run(Duration.ofMillis(100));
    }
    assertThat(others).as("each host gets its turn").allMatch(log -> log.opened);
    assertThat(server.drops(DropReason.LIMIT)).isPositive();
    server.holdsJobs = false;
    server.finishJobs();
    bed.run(Duration.ofSeconds(60));
    assertThat(greedy).as("nobody is refused for good").allMatch(log -> log.opened);
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
