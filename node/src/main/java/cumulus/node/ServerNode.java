package cumulus.node;

import cumulus.links.Links;
import cumulus.links.Servers;
import cumulus.node.admin.LoopTrace;
import cumulus.node.admin.ServerAccess;
import cumulus.node.admin.Tracing;
import cumulus.rtmfp.Credentials;
import cumulus.rtmfp.Endpoint;
import cumulus.rtmfp.EndpointSettings;
import cumulus.rtmfp.KeyJob;
import cumulus.rtmfp.SessionIds;
import cumulus.server.Application;
import cumulus.server.Blacklist;
import cumulus.server.Control;
import cumulus.server.PacketBudget;
import cumulus.server.ServerLoop;
import cumulus.server.ServerSettings;
import cumulus.server.Steering;
import cumulus.server.ToControl;
import cumulus.server.ToLoop;
import cumulus.transport.FailureHandler;
import cumulus.transport.KeyWorkers;
import cumulus.transport.LoopStatistics;
import cumulus.transport.MailboxThread;
import cumulus.transport.UdpLoop;
import cumulus.transport.UdpSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running server: transport loops, the application thread and key workers, wired. {@link #open}
 * binds the port and starts everything; {@link #close} ends it in order.
 */
final class ServerNode implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServerNode.class);
  private static final int CONTROL_MAILBOX = 1 << 17;
  private static final Duration LOOP_STOP_TIME = Duration.ofMillis(4_500);
  private static final Duration CONTROL_STOP_TIME = Duration.ofSeconds(1);

  private final List<UdpLoop<ToLoop>> loops;
  private final MailboxThread<ToControl> control;
  private final Links links;
  private final KeyWorkers keyWorkers;
  private final byte[] peerId;

  private ServerNode(
      List<UdpLoop<ToLoop>> loops,
      MailboxThread<ToControl> control,
      Links links,
      KeyWorkers keyWorkers,
      byte[] peerId) {
    this.loops = loops;
    this.control = control;
    this.links = links;
    this.keyWorkers = keyWorkers;
    this.peerId = peerId;
  }

  /**
   * Starts a server.
   *
   * @throws IOException when the port cannot be bound
   * @throws CommandFailure when the port for other servers cannot be bound
   */
  static ServerNode open(Config config, Application application, Tracing tracing)
      throws IOException, CommandFailure {
    return open(config, (_, _) -> new Hosted(application, _ -> {}), tracing);
  }

  /**
   * Starts a server whose application needs its thread.
   *
   * @throws IOException when the port cannot be bound
   * @throws CommandFailure when the port for other servers cannot be bound, or Lua or the transport
   *     cannot be used
   */
  static ServerNode open(Config config, Applications applications, Tracing tracing)
      throws IOException, CommandFailure {
    Optional<String> obstacle = config.transport().obstacle();
    if (obstacle.isPresent()) {
      throw new CommandFailure(
          MachineCheck.transportProblem(config, obstacle.get()), ExitCode.CONFIG);
    }
    FailureHandler failures =
        (thread, activity, failure) -> LOG.error("{}: {}", thread, activity, failure);
    var control =
        new MailboxThread<ToControl>("control", CONTROL_MAILBOX, stopTime(config), failures);
    Consumer<ToControl> toControl = poster(control);
    var blacklist = new Blacklist();
    Hosted hosted =
        applications.open(work -> toControl.accept(new ToControl.Task(work)), blacklist);
    List<UdpLoop<ToLoop>> loops = bind(config, failures);
    Links links = link(config, loops, control, tracing);
    hosted.onLinks().accept(links.servers());
    var keyWorkers =
        new KeyWorkers(Math.max(1, Runtime.getRuntime().availableProcessors() - 1), failures);
    ServerSettings settings = Wiring.settings(config);
    var events = new PacketBudget(settings.packetQueueBytes());
    var limits = new LimitLog(config.limits(), System::nanoTime);
    var introductions = new IntroductionLog();
    var random = new SecureRandom();
    Credentials credentials = Credentials.server(random);
    List<Consumer<ToLoop>> toLoops = loops.stream().map(ServerNode::poster).toList();
    for (int i = 0; i < loops.size(); i++) {
      UdpLoop<ToLoop> loop = loops.get(i);
      var ids = new SessionIds(i, loops.size());
      Consumer<KeyJob> keyJobs = job -> keyWorkers.submit(job, loop::complete);
      LoopTrace trace = tracing.newLoop(limits::onDrop);
      var domain = new ServerLoop(i, settings, toControl, toLoops, keyJobs, events, trace);
      var endpoint =
          new Endpoint(
              new EndpointSettings(
                  EndpointSettings.Role.SERVER, credentials, Wiring.limits(config), true, ids),
              random,
              trace,
              domain);
      domain.attach(endpoint);
      endpoint.refuse(blacklist::holds);
      domain.observeIntroductions(introductions::onFailure);
      loop.start(new LoopProgram(endpoint, domain, new Steering(ids, toLoops)));
    }
    var lookUps = new HostLookUps(toControl);
    var decisions = new Control(settings, hosted.application(), toLoops, events, lookUps::begin);
    control.start(new ControlActor(decisions, links.servers()));
    links.start();
    return new ServerNode(loops, control, links, keyWorkers, credentials.peerId());
  }

  /** Makes the application, given what runs work on its thread, and whose packets are dropped. */
  @FunctionalInterface
  interface Applications {
    Hosted open(Executor applicationThread, Blacklist blacklist) throws CommandFailure;
  }

  /**
   * An application.
   *
   * @param onLinks told of the links with other servers, before anything starts
   */
  record Hosted(Application application, Consumer<Servers> onLinks) {}

  /** A script may be in the middle of its longest call, and be stopped by another as long. */
  private static Duration stopTime(Config config) {
    return CONTROL_STOP_TIME.plus(config.script().timeLimit());
  }

  /** Where the server listens, with the port really taken. */
  InetSocketAddress localAddress() {
    return loops.getFirst().localAddress();
  }

  /** Where other servers can join, with the port really taken. */
  Optional<InetSocketAddress> linkAddress() {
    return links.localAddress();
  }

  /** How datagrams are moved: plainly or in batches. */
  UdpSettings.Transport transport() {
    return loops.getFirst().transport();
  }

  /** What each socket got of the kernel. */
  LoopStatistics socketStatistics() {
    return loops.getFirst().statistics();
  }

  /** Fingerprint of the server's certificate, 32 bytes. */
  byte[] peerId() {
    return peerId.clone();
  }

  /** Its threads, for those who ask how it is. */
  ServerAccess access() {
    return new ServerAccess(loops, control, keyWorkers);
  }

  /** Errors of our own survived so far. */
  long failures() {
    return control.failures()
        + loops.stream().mapToLong(loop -> loop.statistics().failures()).sum();
  }

  /** Closes every client in order, then the threads; bounded in time. */
  @Override
  public void close() {
    loops.forEach(UdpLoop::stop);
    loops.forEach(UdpLoop::close);
    // After the loops: what they say of their clients' ends is still heard.
    control.close();
    // After the application, whose last messages to other servers still leave.
    links.close();
    keyWorkers.close();
  }

  private static List<UdpLoop<ToLoop>> bind(Config config, FailureHandler failures)
      throws IOException {
    var loops = new ArrayList<UdpLoop<ToLoop>>();
    int port = config.port();
    try {
      if (config.threads() > 1 && port != 0) {
        // A shared port would be taken in silence beside another server.
        UdpLoop.<ToLoop>open(socket(config, SessionIds.ALL, port), failures).close();
      }
      for (int i = 0; i < config.threads(); i++) {
        UdpLoop<ToLoop> loop =
            UdpLoop.open(socket(config, new SessionIds(i, config.threads()), port), failures);
        loops.add(loop);
        port = loop.localAddress().getPort();
      }
      return List.copyOf(loops);
    } catch (IOException e) {
      loops.forEach(UdpLoop::close);
      throw e;
    }
  }

  private static UdpSettings socket(Config config, SessionIds ids, int port) {
    return new UdpSettings(
        "rtmfp-" + ids.index(),
        Optional.of(Wiring.address(config, port)),
        config.udpBufferBytes(),
        ids,
        config.transport(),
        UdpSettings.DEFAULT_MAILBOX,
        LOOP_STOP_TIME);
  }

  private static Links link(
      Config config, List<UdpLoop<ToLoop>> loops, MailboxThread<ToControl> control, Tracing tracing)
      throws CommandFailure {
    int rtmfpPort = loops.getFirst().localAddress().getPort();
    try {
      return Links.open(
          Wiring.links(config, rtmfpPort), control::wake, new LinkLog(), tracing.log()::frame);
    } catch (IOException e) {
      loops.forEach(UdpLoop::close);
      throw new CommandFailure(
          "cannot listen for other servers on TCP port "
              + config.links().port()
              + " ("
              + e.getMessage()
              + "): is another server running? Choose another servers.port, or servers.host");
    }
  }

  private static Consumer<ToLoop> poster(UdpLoop<ToLoop> loop) {
    return post -> {
      if (!loop.post(post)) {
        LOG.error(
            "a transport loop's mailbox is full: {} is lost", post.getClass().getSimpleName());
      }
    };
  }

  private static Consumer<ToControl> poster(MailboxThread<ToControl> control) {
    return post -> {
      if (!control.post(post)) {
        LOG.error("the application's mailbox is full: {} is lost", post.getClass().getSimpleName());
      }
    };
  }
}
