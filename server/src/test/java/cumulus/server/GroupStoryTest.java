package cumulus.server;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.flash.amf.AmfValue;
import cumulus.flash.message.FlowMetadata;
import cumulus.flash.message.GroupMessage;
import cumulus.rtmfp.Delivery;
import cumulus.rtmfp.Limits;
import cumulus.rtmfp.Payload;
import cumulus.rtmfp.Priority;
import cumulus.rtmfp.SendFlow;
import cumulus.rtmfp.SendFlowListener;
import cumulus.testkit.LinkModel;
import cumulus.testkit.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Clients that come, join, move, leave and vanish at random over a bad network and two loops: the
 * members of a group are those who joined and have not left, and the events say the same.
 */
final class GroupStoryTest {
  private static final int GROUPS = 4;
  private static final int CLIENTS = 9;
  private static final int STEPS = 120;

  /** Keeps the books of members by what it is told. */
  private static final class Books implements Application {
    final Map<String, Set<Long>> members = new HashMap<>();
    final List<String> faults = new ArrayList<>();

    @Override
    public void onJoinGroup(Client client, Group group) {
      var set = members.computeIfAbsent(hex(group.id()), _ -> new HashSet<>());
      require(set.add(client.id()), "joined twice");
      require(group.size() == set.size(), "size " + group.size() + " of " + set.size());
    }

    @Override
    public void onUnjoinGroup(Client client, Group group) {
      var set = members.getOrDefault(hex(group.id()), new HashSet<>());
      require(set.remove(client.id()), "left without having joined");
      require(group.size() == set.size(), "size " + group.size() + " of " + set.size());
    }

    @Override
    public void onDisconnection(Client client) {
      members.values().forEach(set -> require(!set.contains(client.id()), "gone and a member"));
    }

    private void require(boolean condition, String what) {
      if (!condition) {
        faults.add(what);
      }
    }
  }

  private static final class Person {
    final TestClient client;
    final Map<Integer, SendFlow> flows = new HashMap<>();

    Person(TestClient client) {
      this.client = client;
    }
  }

  @Seeds(40)
  void netGroupCheck5_membersAreThoseWhoJoinedAndHaveNotLeft(long seed) {
    var books = new Books();
    var bed = new Bed(seed, 2, books, ServerSettings.DEFAULT, Limits.DEFAULT).withMixedMailboxes();
    bed.network.everyLink(
        LinkModel.PERFECT
            .delay(Duration.ofMillis(15))
            .jitter(Duration.ofMillis(10))
            .loss(0.02)
            .duplicate(0.02));
    var people = new ArrayList<Person>();
    for (int step = 0; step < STEPS; step++) {
      if (people.size() < CLIENTS && (people.isEmpty() || bed.random.nextInt(4) == 0)) {
        people.add(come(bed));
      } else {
        act(bed, people, people.get(bed.random.nextInt(people.size())));
      }
      bed.run(Duration.ofMillis(bed.random.nextInt(150)));
      assertThat(books.faults).isEmpty();
    }
    // Those who vanished are given up by then.
    bed.run(Duration.ofSeconds(200));
    assertThat(books.faults).isEmpty();
    for (int group = 0; group < GROUPS; group++) {
      int number = group;
      long expected = people.stream().filter(person -> person.flows.containsKey(number)).count();
      assertThat(bed.control.groups().find(id(group)).map(Group::size).orElse(0))
          .as("group " + group)
          .isEqualTo((int) expected);
    }
    people.forEach(person -> person.client.session().close());
    // A lost close request is repeated after five seconds.
    bed.run(Duration.ofSeconds(60));
    assertThat(bed.control.groups().count()).isZero();
    assertThat(books.faults).isEmpty();
  }

  private static Person come(Bed bed) {
    var client = bed.client(bed.random.nextInt(2)).connect();
    client.otherFlows = flow -> (_, _) -> {};
    client.command(0, "setPeerInfo", AmfValue.of("10.1.2.3:4000"));
    bed.until(() -> client.serverControl().isPresent());
    return new Person(client);
  }

  private static void act(Bed bed, List<Person> people, Person person) {
    int group = bed.random.nextInt(GROUPS);
    switch (bed.random.nextInt(12)) {
      case 0 -> {
        person.client.session().close();
        people.remove(person);
      }
      case 1 -> {
        bed.kill(person.client);
        people.remove(person);
      }
      case 2, 3, 4 -> leave(person, group);
      default -> join(person, group);
    }
  }

  private static void join(Person person, int group) {
    if (person.flows.containsKey(group)) {
      return;
    }
    SendFlow flow =
        person
            .client
            .session()
            .openFlow(
                new FlowMetadata.Group().toByteArray(),
                person.client.serverControl(),
                Priority.ROUTINE,
                SendFlowListener.NONE);
    flow.write(Payload.wrap(GroupMessage.join(id(group)).toByteArray()), Delivery.RELIABLE);
    person.flows.put(group, flow);
  }

  private static void leave(Person person, int group) {
    SendFlow flow = person.flows.remove(group);
    if (flow != null) {
      flow.close();
    }
  }

  private static byte[] id(int number) {
    byte[] id = new byte[32];
    id[31] = (byte) number;
    return id;
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
