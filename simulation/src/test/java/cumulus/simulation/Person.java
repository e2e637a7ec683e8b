package cumulus.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Somebody who does what comes to mind: publishes, plays, pauses, leaves, pulls the plug. */
final class Person {
  private static final long MILLI = 1_000_000L;
  private static final List<String> NAMES = List.of("alpha", "beta");

  /** Runs are numbered through a simulation, so that each frame tells where it belongs. */
  private final Story story;

  private final Cluster cluster;
  private final SplittableRandom random;
  private final List<ClientHost> left = new ArrayList<>();
  private final List<Publisher> publishers = new ArrayList<>();
  private final List<Player> players = new ArrayList<>();
  private ClientHost client;
  private boolean isTired;

  Person(Story story, Cluster cluster, SplittableRandom random) {
    this.story = story;
    this.cluster = cluster;
    this.random = random;
    this.client = arrive();
    next();
  }

  /** No more ideas: leaves, in one way or the other. */
  void leave() {
    isTired = true;
    depart(random.nextBoolean());
  }

  /** True when no host of the person's has anything left to do. */
  boolean isGone() {
    left.removeIf(
        host -> {
          boolean isGone = host.isGone();
          if (isGone) {
            host.remove();
          }
          return isGone;
        });
    return isTired && left.isEmpty();
  }

  private ClientHost arrive() {
    var host = cluster.client();
    cluster.link(host, story.link(random));
    host.connect();
    return host;
  }

  private void depart(boolean byKill) {
    publishers.clear();
    players.clear();
    if (byKill) {
      client.kill();
    } else {
      client.close();
    }
    left.add(client);
  }

  private void next() {
    cluster.in((20 + random.nextInt(700)) * MILLI, this::act);
  }

  private void act() {
    if (isTired) {
      return;
    }
    isGone();
    if (client.end.isPresent()) {
      left.add(client);
      publishers.clear();
      players.clear();
      client = arrive();
    } else if (client.isConnected()) {
      publishers.removeIf(Publisher::isOver);
      players.removeIf(Player::isOver);
      haveAnIdea();
    }
    next();
  }

  private void haveAnIdea() {
    boolean isFresh = publishers.isEmpty() && players.isEmpty();
    switch (isFresh ? random.nextInt(7) : random.nextInt(20)) {
      case 0, 1, 2 -> publish();
      case 3, 4, 5, 6 -> play();
      case 7 -> publishers.forEach(each -> each.stop(random.nextInt(3) == 0));
      case 8 -> players.forEach(each -> each.stop(random.nextBoolean()));
      case 9, 10 -> players.forEach(each -> each.pause(random.nextBoolean()));
      case 11 -> players.forEach(each -> each.receive(random.nextBoolean(), random.nextBoolean()));
      case 12 -> cutOneWay();
      case 13 -> {
        if (random.nextInt(3) == 0) {
          depart(random.nextBoolean());
          client = arrive();
        }
      }
      case 14 -> players.forEach(each -> each.playInstead(name()));
      case 15 -> cluster.rebind(client);
      case 16 -> cluster.server.blockApplication(random.nextLong(700 * MILLI));
      default -> {}
    }
  }

  private void publish() {
    if (publishers.isEmpty()) {
      var film = Publisher.Film.SMALL.startingAt(random.nextBoolean() ? -300 : 5000);
      publishers.add(
          new Publisher(
              cluster,
              client,
              name(),
              story.nextRun(),
              random.nextInt(3) == 0 ? film.eager() : film));
    }
  }

  private void play() {
    if (players.size() < 2) {
      players.add(new Player(cluster, client, name(), random.nextInt(6) == 0 ? -3 : -2));
    }
  }

  private void cutOneWay() {
    long untilNanos = cluster.clock.nanos() + random.nextLong(2000 * MILLI);
    var server = cluster.serverAddress();
    if (random.nextBoolean()) {
      cluster.network.cutUntil(client.address(), server, untilNanos);
    } else {
      cluster.network.cutUntil(server, client.address(), untilNanos);
    }
  }

  private String name() {
    return NAMES.get(random.nextInt(NAMES.size()));
  }
}
