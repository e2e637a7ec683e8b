package cumulus.links;

import cumulus.flash.amf.AmfString;
import cumulus.links.wire.Hello;
import cumulus.links.wire.LinkCore;
import cumulus.links.wire.Role;
import cumulus.links.wire.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The sockets of the links: accepts servers, joins targets and carries what they say to {@link
 * Servers}. Its threads are virtual, one that accepts, one for each target, two for each link; none
 * of them touches what lives on the application thread.
 */
public final class Links implements AutoCloseable {
  private static final long POLL_MILLIS = 10;

  private final Common common;
  private final HostResolver resolver;
  private final Optional<Secret> secret;
  private final Optional<ServerSocketChannel> listening;
  private final Optional<Acceptor> acceptor;
  private final SecureRandom random = new SecureRandom();
  private final Set<LinkConnection> connections = ConcurrentHashMap.newKeySet();
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private volatile boolean isClosed;

  private Links(Common common, HostResolver resolver, Optional<ServerSocketChannel> listening) {
    this.common = common;
    this.resolver = resolver;
    this.listening = listening;
    this.acceptor = listening.map(channel -> new Acceptor(channel, this));
    String text = common.settings().secret();
    this.secret = text.isEmpty() ? Optional.empty() : Optional.of(Secret.of(text));
  }

  /**
   * Binds the port, if there is one; nothing else happens before {@link #start}.
   *
   * @param wakeUp called on any thread when {@link Servers#advance} has something to do
   * @param notices for the log; called on any thread
   * @param frames told of every frame
   * @throws IOException when the port cannot be bound
   */
  public static Links open(
      LinkSettings settings, Runnable wakeUp, Consumer<LinkNotice> notices, FrameTrace frames)
      throws IOException {
    return open(settings, LinkTimings.DEFAULT, HostResolver.SYSTEM, wakeUp, notices, frames);
  }

  static Links open(
      LinkSettings settings,
      LinkTimings timings,
      HostResolver resolver,
      Runnable wakeUp,
      Consumer<LinkNotice> notices,
      FrameTrace frames)
      throws IOException {
    var limited = new NoticeLimiter(notices, System::nanoTime);
    var inbox = new Inbox(settings.maxFrame(), wakeUp);
    var servers = new Servers(settings.maxFrame(), inbox, limited);
    var largeFrames = new Semaphore(LinkLimits.LARGE_FRAMES, true);
    var common = new Common(settings, timings, servers, inbox, largeFrames, limited, frames);
    Optional<ServerSocketChannel> listening =
        settings.port().isPresent()
            ? Optional.of(bind(settings.host(), settings.port().getAsInt()))
            : Optional.empty();
    return new Links(common, resolver, listening);
  }

  /** What applications see; to be used on the application thread. */
  public Servers servers() {
    return common.servers();
  }

  /** Where other servers can join, with the port really taken. */
  public Optional<InetSocketAddress> localAddress() {
    return listening.map(channel -> (InetSocketAddress) channel.socket().getLocalSocketAddress());
  }

  /** Begins to accept and to join; once, when the root application has started. */
  public void start() {
    localAddress().ifPresent(address -> tell(new LinkNotice.Listening(address)));
    acceptor.ifPresent(let -> threads.add(thread("links-accept", let::run)));
    for (LinkTarget target : common.settings().targets()) {
      var joiner = new Joiner(target, this, common.timings(), resolver);
      threads.add(thread("link-" + target.address(), joiner::run));
    }
    threads.forEach(Thread::start);
  }

  /** What is known now. */
  public LinkStatistics statistics() {
    return new LinkStatistics(
        acceptor.map(let -> let.admission().pendingCount()).orElse(0),
        acceptor.map(let -> let.admission().linkedCount()).orElse(0),
        connections.size(),
        common.inbox().waitingBytes(),
        LinkLimits.LARGE_FRAMES - common.largeFrames().availablePermits());
  }

  /**
   * Ends all links, within a bounded time: what waits to be sent is sent first. The application
   * thread hears of their ends if it still runs.
   */
  @Override
  public void close() {
    isClosed = true;
    listening.ifPresent(Links::close);
    connections.forEach(LinkConnection::finish);
    long limitNanos = System.nanoTime() + common.timings().stop().toNanos();
    try {
      while (!connections.isEmpty() && System.nanoTime() - limitNanos < 0) {
        Thread.sleep(POLL_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    connections.forEach(connection -> connection.close(new LinkEnd.Stopped()));
    threads.forEach(Thread::interrupt);
  }

  boolean isClosed() {
    return isClosed;
  }

  void tell(LinkNotice notice) {
    common.notices().accept(notice);
  }

  /** A connection that another server has made. */
  LinkConnection accepted(SocketChannel channel, InetSocketAddress from) {
    String host = text(from.getAddress());
    return connection(
        channel, new FarEnd(host + ":" + from.getPort(), host, false), Map.of(), Role.ACCEPTOR);
  }

  /** Carries a link to a target until its end. */
  void join(SocketChannel channel, LinkTarget target) throws InterruptedException {
    String host = text(channel.socket().getInetAddress());
    LinkConnection connection =
        connection(
            channel, new FarEnd(target.address(), host, true), target.properties(), Role.INITIATOR);
    // On a thread of its own, which may be interrupted when the link is to end.
    Thread life =
        thread(
            Thread.currentThread().getName(),
            () ->
                run(connection, () -> true)
                    .ifPresent(why -> tell(new LinkNotice.JoinFailed(target.address(), why))));
    life.start();
    life.join();
  }

  /** Carries a link until its end; answers why it never became one, unless this server stops. */
  Optional<String> run(LinkConnection connection, BooleanSupplier mayLink) {
    connections.add(connection);
    try {
      if (isClosed) {
        connection.close(new LinkEnd.Stopped());
      }
      return connection.run(mayLink).filter(_ -> !isClosed);
    } finally {
      connections.remove(connection);
    }
  }

  static void close(Channel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // It is of no use any more, closed or not.
      return;
    }
  }

  private LinkConnection connection(
      SocketChannel channel, FarEnd far, Map<AmfString, AmfString> properties, Role role) {
    var nonce = new byte[Secret.NONCE_BYTES];
    random.nextBytes(nonce);
    LinkSettings settings = common.settings();
    var hello = new Hello(settings.publicAddress(), settings.rtmfpPort(), properties);
    var core = new LinkCore(role, hello, secret, nonce);
    return new LinkConnection(channel, far, properties, core, common);
  }

  private static Thread thread(String name, Runnable life) {
    return Thread.ofVirtual().name(name).unstarted(life);
  }

  private static ServerSocketChannel bind(Optional<InetAddress> host, int port) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    try {
      return channel.bind(
          host.map(address -> new InetSocketAddress(address, port))
              .orElseGet(() -> new InetSocketAddress(port)));
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** An address as it stands in front of a port. */
  private static String text(InetAddress address) {
    String text = address.getHostAddress();
    return text.indexOf(':') >= 0 ? "[" + text + "]" : text;
  }
}
