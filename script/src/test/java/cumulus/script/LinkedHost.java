package cumulus.script;

import cumulus.links.FrameTrace;
import cumulus.links.LinkNotice;
import cumulus.links.LinkSettings;
import cumulus.links.LinkTarget;
import cumulus.links.Links;
import cumulus.server.Blacklist;
import cumulus.server.Control;
import cumulus.server.PacketBudget;
import cumulus.server.ServerSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/**
 * A server with scripts and links on loopback but without clients; the test's thread is its
 * application thread.
 */
final class LinkedHost implements AutoCloseable {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final long LIMIT_NANOS = Duration.ofMinutes(2).toNanos();

  final List<String> log = new ArrayList<>();
  final List<LinkNotice> notices = new CopyOnWriteArrayList<>();
  final LuaApplication application;
  private final ConcurrentLinkedQueue<Runnable> work = new ConcurrentLinkedQueue<>();
  private final Path directory;
  private final Control control;
  private final Links links;
  private boolean isOpen = true;

  /**
   * A server that is not started.
   *
   * @param targets as in the configuration
   */
  LinkedHost(Path directory, String publicAddress, String targets) throws IOException {
    this.directory = directory;
    application =
        new LuaApplication(
            ScriptSettings.standard(Natives.lua()),
            new ScriptServices(
                directory,
                InstantSource.system(),
                publicAddress,
                Map.of(),
                (level, file, line, text) -> log.add(level + " " + text),
                work::add,
                Runnable::run,
                () -> {},
                ScriptNetwork.STANDARD,
                new Blacklist()));
    control =
        new Control(
            ServerSettings.DEFAULT, application, List.of(_ -> {}), new PacketBudget(1 << 20));
    links =
        Links.open(
            new LinkSettings(
                Optional.of(LOOPBACK),
                OptionalInt.of(0),
                LinkTarget.parseAll(targets),
                publicAddress,
                19351,
                "",
                1 << 20),
            () -> {},
            notices::add,
            FrameTrace.NONE);
    application.link(links.servers());
  }

  /** Writes a file below {@code www}. */
  LinkedHost file(String path, String text) throws IOException {
    Path file = directory.resolve("www").resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return this;
  }

  LinkedHost start() throws IOException {
    Files.createDirectories(directory.resolve("www"));
    control.start(System.nanoTime());
    links.start();
    return this;
  }

  String address() {
    return "127.0.0.1:" + links.localAddress().orElseThrow().getPort();
  }

  /** Looks at changed files and does what else a tick does. */
  void tick() {
    application.onManage(System.nanoTime());
    turn();
  }

  void turn() {
    for (Runnable next = work.poll(); next != null; next = work.poll()) {
      next.run();
    }
    if (isOpen) {
      links.servers().advance(System.nanoTime());
    }
  }

  /** What scripts have said by NOTE, in order. */
  List<String> notes() {
    return log.stream()
        .filter(line -> line.startsWith("NOTE ") && !line.contains("has changed"))
        .map(line -> line.substring(5))
        .toList();
  }

  List<String> lines(String level) {
    return log.stream().filter(line -> line.startsWith(level)).toList();
  }

  /** Runs a global function of the root by an event that passes addresses on. */
  List<String> unknownPeer() {
    return application.onRendezVousUnknown(new byte[32]);
  }

  /** The application stops, then the links, as in the program. */
  @Override
  public void close() {
    if (isOpen) {
      isOpen = false;
      control.stop(System.nanoTime());
      links.close();
    }
  }

  /** Runs servers until the condition holds. */
  static void until(BooleanSupplier condition, LinkedHost... hosts) throws InterruptedException {
    long begun = System.nanoTime();
    while (!condition.getAsBoolean()) {
      for (LinkedHost host : hosts) {
        host.turn();
      }
      if (System.nanoTime() - begun > LIMIT_NANOS) {
        var all = new ArrayList<String>();
        for (LinkedHost host : hosts) {
          all.addAll(host.log);
        }
        throw new AssertionError("not in time: " + String.join("\n", all));
      }
      Thread.sleep(1);
    }
  }
}
