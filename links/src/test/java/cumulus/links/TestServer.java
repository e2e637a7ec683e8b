package cumulus.links;

import cumulus.flash.amf.AmfString;
import cumulus.flash.amf.AmfValue;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** A server with links and an application thread, on loopback. */
final class TestServer implements AutoCloseable {
  static final LinkTimings FAST =
      new LinkTimings(
          Duration.ofMillis(200),
          Duration.ofSeconds(5),
          Duration.ofSeconds(4),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          Duration.ofSeconds(1));
  static final int MAX_FRAME = 1 << 20;
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final long PAUSE_MILLIS = 20;

  final Recorder application;
  final List<LinkNotice> notices = new CopyOnWriteArrayList<>();
  final Links links;
  private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
  private final Thread thread =
      Thread.ofPlatform().daemon().name("application").unstarted(this::run);
  private volatile boolean isPaused;
  private volatile boolean isClosed;

  /** How a server is set up. */
  record Setup(
      OptionalInt port,
      String targets,
      String publicAddress,
      String secret,
      LinkTimings timings,
      HostResolver resolver,
      Recorder application) {
    static Setup listening() {
      return new Setup(OptionalInt.of(0), "", "", "", FAST, HostResolver.SYSTEM, new Recorder(""));
    }

    static Setup joining(String targets) {
      return new Setup(
          OptionalInt.empty(), targets, "", "", FAST, HostResolver.SYSTEM, new Recorder(""));
    }

    Setup port(int fixed) {
      return new Setup(
          OptionalInt.of(fixed), targets, publicAddress, secret, timings, resolver, application);
    }

    Setup publicAddress(String text) {
      return new Setup(port, targets, text, secret, timings, resolver, application);
    }

    Setup secret(String text) {
      return new Setup(port, targets, publicAddress, text, timings, resolver, application);
    }

    Setup timings(LinkTimings other) {
      return new Setup(port, targets, publicAddress, secret, other, resolver, application);
    }

    Setup resolver(HostResolver other) {
      return new Setup(port, targets, publicAddress, secret, timings, other, application);
    }

    TestServer start() throws IOException {
      return new TestServer(this);
    }
  }

  private TestServer(Setup setup) throws IOException {
    application = setup.application();
    links =
        Links.open(
            new LinkSettings(
                Optional.of(LOOPBACK),
                setup.port(),
                LinkTarget.parseAll(setup.targets()),
                setup.publicAddress(),
                19351,
                setup.secret(),
                MAX_FRAME),
            setup.timings(),
            setup.resolver(),
            this::wakeUp,
            notices::add,
            FrameTrace.NONE);
    links.servers().listen(application);
    thread.start();
    links.start();
  }

  private void wakeUp() {
    tasks.add(() -> {});
  }

  private void run() {
    while (!isClosed) {
      try {
        tasks.take().run();
        while (!isPaused && links.servers().isDue()) {
          links.servers().advance(System.nanoTime());
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  int port() {
    return links.localAddress().orElseThrow().getPort();
  }

  String address() {
    return "127.0.0.1:" + port();
  }

  /** Asks something on the application thread. */
  private <T> T ask(Function<Servers, T> question)
      throws InterruptedException, ExecutionException, TimeoutException {
    var task = new FutureTask<T>(() -> question.apply(links.servers()));
    tasks.add(task);
    return task.get(20, TimeUnit.SECONDS);
  }

  /** Does something on the application thread. */
  void run(Consumer<Servers> step) throws Exception {
    ask(
        servers -> {
          step.accept(servers);
          return true;
        });
  }

  int number(ToIntFunction<Servers> question) throws Exception {
    return ask(question::applyAsInt);
  }

  /** The server whose link was established first. */
  LinkedServer first() throws Exception {
    return ask(servers -> servers.all().at(1).orElseThrow());
  }

  void broadcast(String name, AmfValue... values) throws Exception {
    run(servers -> servers.all().broadcast(AmfString.of(name), List.of(values)));
  }

  int count() throws Exception {
    return number(servers -> servers.all().count());
  }

  /** From now on the application handles nothing that links say, or goes on. */
  void pause(boolean pauses) {
    isPaused = pauses;
    wakeUp();
  }

  <N extends LinkNotice> List<N> notices(Class<N> kind) {
    return notices.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  @Override
  public void close() {
    links.close();
    isClosed = true;
    wakeUp();
  }

  /** Time for something that must not happen. */
  static void moment() throws InterruptedException {
    Thread.sleep(PAUSE_MILLIS);
  }
}
