package cumulus.transport;

import cumulus.rtmfp.KeyJob;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A thread with a UDP socket and a {@link Program}. It runs turns, each bounded: read the clock
 * once, finished key agreements and commands, datagrams in, what is due, datagrams out. When a turn
 * left nothing over, the thread sleeps in its transport until a datagram, a command or the next
 * deadline.
 *
 * <p>{@link #open} binds the socket, {@link #start} begins the thread; every other method may be
 * called from any thread, before the start too.
 *
 * @param <C> commands of the program
 */
public final class UdpLoop<C> implements AutoCloseable {
  private static final Duration STOP_SLACK = Duration.ofSeconds(1);

  final UdpSettings settings;
  final DatagramTransport transport;
  final Mailbox<C> mailbox;
  final ConcurrentLinkedQueue<KeyJob> completed = new ConcurrentLinkedQueue<>();
  final Guard guard;
  final AtomicBoolean isStopAsked = new AtomicBoolean();
  final CountDownLatch ended = new CountDownLatch(1);
  final LoopCounters counters = new LoopCounters();
  private final AtomicBoolean isStarted = new AtomicBoolean();
  private final InetSocketAddress localAddress;
  private final int receiveBufferBytes;
  private final int sendBufferBytes;

  private UdpLoop(UdpSettings settings, DatagramTransport transport, FailureHandler failures)
      throws IOException {
    this.settings = settings;
    this.transport = transport;
    this.localAddress = transport.localAddress();
    this.receiveBufferBytes = transport.receiveBufferBytes();
    this.sendBufferBytes = transport.sendBufferBytes();
    this.mailbox = new Mailbox<>(settings.mailboxCapacity(), transport::wakeUp);
    this.guard = new Guard(settings.name(), failures);
  }

  /**
   * Binds the socket.
   *
   * @throws IOException when the address is not this machine's, the port is taken, or the transport
   *     that is asked for cannot work here
   */
  public static <C> UdpLoop<C> open(UdpSettings settings, FailureHandler failures)
      throws IOException {
    DatagramTransport transport = DatagramTransport.open(settings);
    try {
      return new UdpLoop<>(settings, transport, failures);
    } catch (IOException | RuntimeException e) {
      transport.close();
      throw e;
    }
  }

  /** Begins the thread; once. */
  public void start(Program<C> program) {
    if (!isStarted.compareAndSet(false, true)) {
      throw new IllegalStateException(settings.name() + " was started before");
    }
    Thread.ofPlatform().name(settings.name()).start(new LoopThread<>(this, program));
  }

  /** Queues a command. False, and counted, when the mailbox is full: then the command is lost. */
  public boolean post(C command) {
    return mailbox.offer(command);
  }

  /**
   * Brings back a key agreement of this loop's endpoint. Never lost: their number is bounded by the
   * endpoint that gave them out.
   */
  public void complete(KeyJob job) {
    completed.add(job);
    transport.wakeUp();
  }

  /** Where the socket is bound, with the port really taken. */
  public InetSocketAddress localAddress() {
    return localAddress;
  }

  /** How datagrams are moved: plainly or in batches. */
  public UdpSettings.Transport transport() {
    return transport instanceof BatchTransport
        ? UdpSettings.Transport.BATCH
        : UdpSettings.Transport.PLAIN;
  }

  /**
   * Asks the program to stop; the thread ends when it has, or after the stop time of the settings.
   */
  public void stop() {
    isStopAsked.set(true);
    transport.wakeUp();
  }

  /** Waits for the end of the thread; false if it did not come in time. */
  public boolean awaitEnd(Duration atMost) throws InterruptedException {
    return ended.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** {@link #stop}, then waits for the end. A loop that was never started gives its socket back. */
  @Override
  public void close() {
    if (isStarted.compareAndSet(false, true)) {
      release();
      return;
    }
    stop();
    try {
      if (!awaitEnd(settings.stopTime().plus(STOP_SLACK))) {
        throw new IllegalStateException(settings.name() + " does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Gives the socket back and lets everybody who waits for the end go on. */
  void release() {
    try {
      transport.close();
    } catch (IOException e) {
      guard.failed(0, "closing the socket", e);
    } finally {
      ended.countDown();
    }
  }

  /** What the loop has done so far. */
  public LoopStatistics statistics() {
    return new LoopStatistics(
        counters.turns.get(),
        counters.received.get(),
        counters.sent.get(),
        transport.refused(),
        mailbox.size(),
        mailbox.refused(),
        guard.failures(),
        receiveBufferBytes,
        sendBufferBytes);
  }
}
