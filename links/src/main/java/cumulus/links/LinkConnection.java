package cumulus.links;

import cumulus.flash.amf.AmfString;
import cumulus.links.wire.Frame;
import cumulus.links.wire.FrameReader;
import cumulus.links.wire.Hello;
import cumulus.links.wire.LinkCore;
import cumulus.links.wire.LinkException;
import cumulus.links.wire.Received;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection, from its first byte to its last: {@link #run} is the life of the thread that
 * reads; once the link is established a second one writes what waits in the {@link Outbox}.
 */
final class LinkConnection implements Outlet, FrameReader.Source {
  private static final int KEEP_ALIVE_IDLE_SECONDS = 30;
  private static final int KEEP_ALIVE_PERIOD_SECONDS = 10;
  private static final int KEEP_ALIVE_PROBES = 3;

  private final SocketChannel channel;
  private final FarEnd far;
  private final Map<AmfString, AmfString> properties;
  private final LinkCore core;
  private final Common common;
  private final Outbox outbox;
  private final AtomicReference<@Nullable LinkEnd> whyClosed = new AtomicReference<>();
  private volatile @Nullable Thread reader;
  private volatile boolean isLinked;
  private @Nullable Thread writer;
  private Optional<Deadline> deadline = Optional.empty();
  private boolean isLarge;

  private record Deadline(long atNanos, String reason) {}

  /**
   * A connection that stands.
   *
   * @param properties of the connection that this end knows
   */
  LinkConnection(
      SocketChannel channel,
      FarEnd far,
      Map<AmfString, AmfString> properties,
      LinkCore core,
      Common common) {
    this.channel = channel;
    this.far = far;
    this.properties = properties;
    this.core = core;
    this.common = common;
    this.outbox =
        new Outbox(
            (long) common.settings().maxFrame() * LinkLimits.QUEUE_FRAMES,
            common.timings().stall().toNanos());
  }

  FarEnd far() {
    return far;
  }

  /**
   * Says hello, hears hello, and then carries what comes to the application until the end.
   *
   * @param mayLink asked when the far end has said its hello
   * @return why it never became a link; empty if it did
   */
  Optional<String> run(BooleanSupplier mayLink) {
    reader = Thread.currentThread();
    LinkedServer server = null;
    LinkEnd end;
    try (channel) {
      configure();
      var frames = new FrameReader(this);
      Hello hello = handshake(frames);
      if (!mayLink.getAsBoolean()) {
        throw new LinkException(
            LinkLimits.ACCEPTED + " servers have joined already, as many as may");
      }
      server = link(hello);
      talk(frames, server);
      end = new LinkEnd.FarClosed();
    } catch (LinkException e) {
      end = new LinkEnd.Failed(e.reason());
    } catch (SocketTimeoutException e) {
      end = new LinkEnd.Failed(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      end = new LinkEnd.Broken(reason(e));
    } catch (InterruptedException e) {
      end = new LinkEnd.Stopped();
    } catch (RuntimeException | Error e) {
      common.notices().accept(new LinkNotice.OwnFailure(far.address(), e));
      end = new LinkEnd.Failed("an error of our own");
    }
    return ended(Optional.ofNullable(server), end);
  }

  /** Any thread: ends the connection at once; the first reason counts. */
  void close(LinkEnd why) {
    whyClosed.compareAndSet(null, why);
    Thread thread = reader;
    if (thread != null) {
      // Also ends a wait for room; a channel in use is closed by it.
      thread.interrupt();
    }
    closeChannel();
  }

  /** Any thread: ends the connection when what waits has been written. */
  void finish() {
    whyClosed.compareAndSet(null, new LinkEnd.Stopped());
    if (isLinked) {
      outbox.finish();
    } else {
      close(new LinkEnd.Stopped());
    }
  }

  @Override
  public void send(Frame frame, long nowNanos) {
    if (whyClosed.get() == null) {
      trace(frame);
      outbox.offer(frame, nowNanos).ifPresent(why -> close(new LinkEnd.Failed(why)));
    }
  }

  @Override
  public long queuedBytes() {
    return outbox.bytes();
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (deadline.isEmpty()) {
      channel.socket().setSoTimeout(0);
      return in().read(into, offset, length);
    }
    String reason = deadline.get().reason();
    long millis = Duration.ofNanos(deadline.get().atNanos() - System.nanoTime()).toMillis();
    if (millis <= 0) {
      throw new SocketTimeoutException(reason);
    }
    channel.socket().setSoTimeout((int) millis);
    try {
      return in().read(into, offset, length);
    } catch (SocketTimeoutException _) {
      throw new SocketTimeoutException(reason);
    }
  }

  @Override
  public void beginLarge() throws InterruptedException {
    common.largeFrames().acquire();
    isLarge = true;
    Duration time = common.timings().largeFrame();
    deadline = deadline(time, "it began a large frame and did not end it within " + text(time));
  }

  /** A large frame is with the application, or will not come. */
  private void endLarge() {
    if (isLarge) {
      isLarge = false;
      common.largeFrames().release();
    }
  }

  private Hello handshake(FrameReader frames)
      throws IOException, InterruptedException, LinkException {
    Duration time = common.timings().hello();
    deadline = deadline(time, "it did not say hello within " + text(time));
    OutputStream out = channel.socket().getOutputStream();
    for (Frame frame : core.start()) {
      write(out, frame);
    }
    while (true) {
      byte[] payload =
          next(frames)
              .orElseThrow(
                  () ->
                      new LinkException(
                          "it closed the connection before its hello: its log should say why"));
      switch (core.receive(payload)) {
        case Received.Answer answer -> {
          for (Frame frame : answer.frames()) {
            write(out, frame);
          }
        }
        case Received.Linked linked -> {
          deadline = Optional.empty();
          return linked.hello();
        }
        case Received.TooEarly _ -> {}
        case Received.Renewed _, Received.Applications _, Received.Call _, Received.Damaged _ ->
            throw new IllegalStateException("no hello yet");
      }
    }
  }

  private LinkedServer link(Hello hello) {
    var server = new LinkedServer(common.servers(), far, properties, hello, core.sender(), this);
    startWriter();
    isLinked = true;
    common.inbox().post(new ToServers.Up(server));
    return server;
  }

  private void talk(FrameReader frames, LinkedServer server)
      throws IOException, InterruptedException, LinkException {
    for (Optional<byte[]> next = next(frames); next.isPresent(); next = next(frames)) {
      byte[] payload = next.get();
      deadline = Optional.empty();
      common.inbox().message(server, core.receive(payload), payload.length);
      // Not before: what waits for the application is in memory too.
      endLarge();
    }
  }

  private Optional<byte[]> next(FrameReader frames)
      throws IOException, InterruptedException, LinkException {
    Optional<byte[]> next = frames.next(core.maxPayload(common.settings().maxFrame()));
    next.ifPresent(payload -> common.frames().frame(far.address(), false, payload));
    return next;
  }

  private void trace(Frame frame) {
    common.frames().frame(far.address(), true, frame.head(), frame.body());
  }

  private void write(OutputStream out, Frame frame) throws IOException {
    trace(frame);
    out.write(frame.head());
    out.write(frame.body());
  }

  private void startWriter() {
    writer = Thread.ofVirtual().name(Thread.currentThread().getName() + "-out").start(this::write);
  }

  private void write() {
    try {
      outbox.writeTo(channel.socket().getOutputStream());
      channel.shutdownOutput();
    } catch (IOException e) {
      close(new LinkEnd.Broken(reason(e)));
    }
  }

  /** Tells the application or the caller, once; then nothing of the connection is left. */
  private Optional<String> ended(Optional<LinkedServer> server, LinkEnd seen) {
    // Whoever closed it interrupted us; nothing below may be disturbed by that.
    Thread.interrupted();
    reader = null;
    endLarge();
    LinkEnd why = whyClosed.get();
    LinkEnd end = why == null ? seen : why;
    whyClosed.compareAndSet(null, end);
    if (writer != null) {
      writer.interrupt();
    }
    if (server.isPresent()) {
      common.inbox().post(new ToServers.Down(server.get(), end));
      return Optional.empty();
    }
    return Optional.of(
        switch (end) {
          case LinkEnd.FarClosed _ -> "it closed the connection";
          case LinkEnd.Broken(String reason) -> "the connection broke: " + reason;
          case LinkEnd.Failed(String reason) -> reason;
          case LinkEnd.Stopped _ -> "this server stops";
        });
  }

  private void configure() throws IOException {
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    if (channel.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
      channel.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, KEEP_ALIVE_IDLE_SECONDS);
      channel.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, KEEP_ALIVE_PERIOD_SECONDS);
      channel.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, KEEP_ALIVE_PROBES);
    }
  }

  private InputStream in() throws IOException {
    return channel.socket().getInputStream();
  }

  private void closeChannel() {
    try {
      channel.close();
    } catch (IOException e) {
      // There is nothing left to save, and the reader tells the end.
      whyClosed.compareAndSet(null, new LinkEnd.Broken(reason(e)));
    }
  }

  private static Optional<Deadline> deadline(Duration time, String reason) {
    return Optional.of(new Deadline(System.nanoTime() + time.toNanos(), reason));
  }

  private static String text(Duration time) {
    return time.toMillis() / 1000.0 + " s";
  }

  private static String reason(IOException e) {
    boolean isPlain = e instanceof SocketException || e instanceof EOFException;
    return isPlain && e.getMessage() != null ? String.valueOf(e.getMessage()) : String.valueOf(e);
  }
}
