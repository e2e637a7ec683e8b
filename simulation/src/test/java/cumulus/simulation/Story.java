package cumulus.simulation;

import cumulus.server.ServerSettings;
import cumulus.testkit.LinkModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One random life of a server: some people, bad networks, slow threads; then everybody leaves and
 * nothing may be left of them.
 */
final class Story {
  /** Longer than every linger time and every time to give up. */
  private static final Duration LINGER = Duration.ofMinutes(8);

  private static final List<Long> DELAYS = List.of(0L, 1_000_000L, 20_000_000L, 80_000_000L);

  final Cluster cluster;
  final Watch watch;
  private final List<Person> people = new ArrayList<>();
  private final SplittableRandom random;
  private int lastRun;

  Story(long seed) {
    random = new SplittableRandom(seed);
    watch = new Watch(random.nextLong(), 0.05);
    var settings = ServerSettings.DEFAULT;
    if (random.nextInt(3) == 0) {
      settings = new ServerSettings(20_000, 500, 1 << 20, 3, 15_000, 10_000, 50_000, 16);
    }
    cluster =
        new Cluster(
            random.nextLong(),
            1 + random.nextInt(3),
            DELAYS.get(random.nextInt(DELAYS.size())),
            random.nextInt(8) == 0,
            settings,
            watch);
  }

  int nextRun() {
    return ++lastRun;
  }

  /** Up to 15 % loss, repetition, reordering, jitter, and now and then a narrow line. */
  LinkModel link(SplittableRandom chance) {
    var model =
        LinkModel.PERFECT
            .delay(Duration.ofMillis(1 + chance.nextInt(60)))
            .jitter(Duration.ofMillis(chance.nextInt(15)))
            .duplicate(chance.nextDouble(0.03))
            .reorder(chance.nextDouble(0.08), Duration.ofMillis(25));
    return switch (chance.nextInt(4)) {
      case 0 -> model;
      case 1 -> model.loss(chance.nextDouble(0.15));
      case 2 -> model.burst(0.02, 0.3, 0.7);
      default -> model.loss(0.01).rate(15_000 + chance.nextInt(60_000), 20_000);
    };
  }

  /** Everything, from the first arrival until the last trace is gone. */
  Story run(Duration span) {
    int count = 2 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      people.add(new Person(this, cluster, random.split()));
    }
    cluster.in(random.nextLong(2 * span.toNanos()), this::intervene);
    cluster.run(span);
    if (random.nextInt(4) == 0) {
      cluster.server.stop();
      cluster.run(Duration.ofMillis(random.nextInt(300)));
    }
    people.forEach(Person::leave);
    cluster.run(LINGER, this::isDeserted);
    people.forEach(Person::isGone);
    cluster.run(Duration.ofSeconds(1));
    cluster.server.checkDeserted();
    cluster.require(people.stream().allMatch(Person::isGone), "a client does not come to its end");
    watch.atTheEnd().forEach(cluster::fault);
    cluster.run(Duration.ZERO);
    return this;
  }

  /** The application ends a connection or a publication. */
  private void intervene() {
    var clients = cluster.server.control.clients();
    var publications = cluster.server.control.publications();
    if (random.nextBoolean() && !publications.isEmpty()) {
      publications.getFirst().close(Publisher.ENDED_BY_SERVER, "enough");
    } else if (!clients.isEmpty()) {
      clients.get(random.nextInt(clients.size())).close("NetConnection.Connect.Closed", "bye");
    }
  }

  private boolean isDeserted() {
    boolean isDeserted = true;
    for (Person person : people) {
      isDeserted &= person.isGone();
    }
    return isDeserted && cluster.server.sessionCount() == 0;
  }
}
