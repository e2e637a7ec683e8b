package cumulus.transport;

import cumulus.rtmfp.Address;
import cumulus.rtmfp.SessionIds;
import cumulus.rtmfp.Transmit;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The transport of Linux: groups are copied once into off-heap memory and handed to the kernel many
 * at a time ({@code sendmmsg}), each group cut into its datagrams by the kernel (UDP_SEGMENT);
 * datagrams come in the same way ({@code recvmmsg}), those of one sender joined (UDP_GRO). It
 * sleeps in {@code ppoll}, to the nanosecond, and is woken through an event descriptor.
 */
final class BatchTransport implements DatagramTransport {
  private static final int OUT_MESSAGES = 64;
  private static final int OUT_BYTES = 1 << 20;
  private static final int IN_MESSAGES = 32;

  /** The largest datagram, or the largest run of them that the kernel joins. */
  private static final int IN_BYTES = 1 << 16;

  /**
   * From one buffer to the next: small datagrams that all stood at a multiple of 64 KB would push
   * each other out of the processor's caches.
   */
  private static final int IN_STRIDE = IN_BYTES + 320;

  private static final int POLL_BYTES = 8;
  private static final long SECOND_NANOS = 1_000_000_000L;

  private final Arena arena = Arena.ofShared();
  private final LinuxCalls calls = new LinuxCalls(arena);
  private final int socket;
  private final int event;
  private final MessageRing out = new MessageRing(arena, OUT_MESSAGES);
  private final MemorySegment outBytes = arena.allocate(OUT_BYTES);
  private final MessageRing in = new MessageRing(arena, IN_MESSAGES);
  private final MemorySegment inBytes = arena.allocate((long) IN_MESSAGES * IN_STRIDE, Long.BYTES);
  private final byte[] input = new byte[IN_BYTES];
  private final MemorySegment inputSegment = MemorySegment.ofArray(input);
  private final MemorySegment descriptors = arena.allocate(2 * POLL_BYTES, Integer.BYTES);
  private final MemorySegment timeout = arena.allocate(2L * Long.BYTES, Long.BYTES);
  private final PeerTable peers = new PeerTable();
  private final AtomicLong refused = new AtomicLong();
  private final ReentrantLock waking = new ReentrantLock();
  private boolean isClosed;
  private boolean segments;
  private int outFirst;
  private int outNext;
  private int outUsed;

  private BatchTransport() throws IOException {
    socket = calls.socket();
    if (socket < 0) {
      arena.close();
      throw new UnsupportedOperationException("that needs IPv6 sockets");
    }
    event = calls.eventFd();
    for (int i = 0; i < IN_MESSAGES; i++) {
      in.setBuffer(i, inBytes.address() + (long) i * IN_STRIDE, IN_BYTES);
      in.expect(i);
    }
    descriptors.set(ValueLayout.JAVA_INT, 0, event);
    descriptors.set(ValueLayout.JAVA_SHORT, 4, LinuxCalls.POLLIN);
    descriptors.set(ValueLayout.JAVA_INT, POLL_BYTES, socket);
  }

  /** True on 64-bit Linux where the JVM lets this module call native code. */
  static boolean isAvailable() {
    return obstacle().isEmpty();
  }

  /** Why it is not available. */
  static Optional<String> obstacle() {
    String machine = System.getProperty("os.arch", "");
    if (!"Linux".equals(System.getProperty("os.name"))
        || !machine.equals("amd64") && !machine.equals("aarch64")) {
      return Optional.of("that needs Linux on x86-64 or AArch64");
    }
    return BatchTransport.class.getModule().isNativeAccessEnabled()
        ? Optional.empty()
        : Optional.of("that needs java --enable-native-access=cumulus.transport");
  }

  /**
   * Opens a socket.
   *
   * @throws UnsupportedOperationException where the plain transport must serve instead
   * @throws IOException when the address is not this machine's or the port is taken
   */
  static BatchTransport open(UdpSettings settings) throws IOException {
    Optional<String> obstacle = obstacle();
    if (obstacle.isPresent()) {
      throw new UnsupportedOperationException(obstacle.get());
    }
    var transport = new BatchTransport();
    try {
      transport.bind(settings);
      return transport;
    } catch (IOException | RuntimeException e) {
      transport.close();
      throw e;
    }
  }

  private void bind(UdpSettings settings) throws IOException {
    calls.setOption(socket, LinuxCalls.IPPROTO_IPV6, LinuxCalls.IPV6_V6ONLY, 0);
    int receiveBytes = settings.bufferBytes(receiveBufferBytes());
    int sendBytes = settings.bufferBytes(sendBufferBytes());
    setBuffer(LinuxCalls.SO_RCVBUFFORCE, LinuxCalls.SO_RCVBUF, receiveBytes);
    setBuffer(LinuxCalls.SO_SNDBUFFORCE, LinuxCalls.SO_SNDBUF, sendBytes);
    SessionIds ids = settings.ids();
    if (ids.isShared()) {
      calls.setOption(socket, LinuxCalls.SOL_SOCKET, LinuxCalls.SO_REUSEPORT, 1);
    }
    segments = calls.setOption(socket, LinuxCalls.SOL_UDP, LinuxCalls.UDP_SEGMENT, 0);
    calls.setOption(socket, LinuxCalls.SOL_UDP, LinuxCalls.UDP_GRO, 1);
    InetSocketAddress wanted = settings.bind().orElseGet(() -> new InetSocketAddress(0));
    boolean isWildcard = wanted.getAddress().isAnyLocalAddress();
    Address address = isWildcard ? new Address(0, 0, wanted.getPort()) : Addresses.of(wanted);
    MemorySegment name = arena.allocate(MessageRing.ADDRESS_BYTES, Long.BYTES);
    MessageRing.writeAddress(name, 0, address, 0);
    calls.bind(socket, name, MessageRing.ADDRESS_BYTES);
    if (ids.isShared() && ids.index() == ids.count() - 1) {
      // The filter counts the sockets in the order in which they were bound.
      PortFilter.attach(calls, socket, ids.count(), arena);
    }
  }

  /** Past the system's limit if this process may, else up to it. */
  private void setBuffer(int forcing, int ordinary, int bytes) {
    if (!calls.setOption(socket, LinuxCalls.SOL_SOCKET, forcing, bytes)) {
      calls.setOption(socket, LinuxCalls.SOL_SOCKET, ordinary, bytes);
    }
  }

  @Override
  public int send(Transmit group, int from) throws IOException {
    int length = group.length() - from;
    if (outNext == OUT_MESSAGES || outUsed + length > OUT_BYTES) {
      if (!flush()) {
        return from;
      }
    }
    MemorySegment.copy(group.bytes(), from, outBytes, ValueLayout.JAVA_BYTE, outUsed, length);
    int segment = group.segmentLength();
    if (segments || length <= segment) {
      put(group.to(), outUsed, length, length > segment ? segment : 0);
      outUsed += length;
      return group.length();
    }
    int sent = 0;
    while (sent < length && outNext < OUT_MESSAGES) {
      int piece = Math.min(segment, length - sent);
      put(group.to(), outUsed, piece, 0);
      outUsed += piece;
      sent += piece;
    }
    return from + sent;
  }

  private void put(Address to, int from, int length, int segment) {
    out.setBuffer(outNext, outBytes.address() + from, length);
    out.setAddress(outNext, to, peers.scope(to));
    out.setSegment(outNext, segment);
    outNext++;
  }

  @Override
  public boolean flush() throws IOException {
    while (outFirst < outNext) {
      int count = calls.send(socket, out.from(outFirst), outNext - outFirst);
      if (count > 0) {
        outFirst += count;
      } else if (calls.errno() == LinuxCalls.EAGAIN || calls.errno() == LinuxCalls.ENOBUFS) {
        return false;
      } else if (!calls.isInterrupted()) {
        refuse(calls.errno());
      }
    }
    outFirst = 0;
    outNext = 0;
    outUsed = 0;
    return true;
  }

  /** The first message cannot be sent: it is lost on the way, or its datagrams leave one by one. */
  private void refuse(int errno) {
    int segment = out.segment(outFirst);
    boolean isSegmentation =
        segment > 0
            && (errno == LinuxCalls.EIO
                || errno == LinuxCalls.EINVAL
                || errno == LinuxCalls.EMSGSIZE);
    if (isSegmentation) {
      segments = false;
      sendOneByOne(segment);
    } else {
      refused.incrementAndGet();
    }
    outFirst++;
  }

  private void sendOneByOne(int segment) {
    long address = out.bufferAddress(outFirst);
    long length = out.bufferLength(outFirst);
    out.setSegment(outFirst, 0);
    for (long sent = 0; sent < length; sent += segment) {
      out.setBuffer(outFirst, address + sent, Math.min(segment, length - sent));
      if (calls.send(socket, out.from(outFirst), 1) < 0) {
        refused.incrementAndGet();
      }
    }
  }

  @Override
  public int receive(int limit, Receiver receiver) throws IOException {
    int done = 0;
    while (done < limit) {
      int count = calls.receive(socket, in.from(0), IN_MESSAGES);
      if (count < 0) {
        int errno = calls.errno();
        if (errno == LinuxCalls.EAGAIN || calls.isInterrupted()) {
          return done;
        }
        throw calls.failure("recvmmsg");
      }
      for (int i = 0; i < count; i++) {
        done += deliver(i, receiver);
        in.expect(i);
      }
      if (count < IN_MESSAGES) {
        return done;
      }
    }
    return done;
  }

  private int deliver(int index, Receiver receiver) {
    Address from = in.source(index, peers);
    int whole = in.received(index);
    int segment = in.receivedSegment(index);
    MemorySegment.copy(inBytes, (long) index * IN_STRIDE, inputSegment, 0, whole);
    int count = 0;
    for (int at = 0; at < whole; at += segment) {
      receiver.onDatagram(from, input, at, Math.min(segment, whole - at));
      count++;
    }
    return Math.max(1, count);
  }

  @Override
  public void sleep(long nanos, boolean untilWritable) {
    short wanted =
        untilWritable ? (short) (LinuxCalls.POLLIN | LinuxCalls.POLLOUT) : LinuxCalls.POLLIN;
    descriptors.set(ValueLayout.JAVA_SHORT, POLL_BYTES + 4, wanted);
    poll(2, nanos);
  }

  @Override
  public void rest(long nanos) {
    poll(1, nanos);
  }

  /** Waits for the first descriptors: the event, then the socket. */
  private void poll(int count, long nanos) {
    long wait = Math.max(0, nanos);
    timeout.set(ValueLayout.JAVA_LONG, 0, wait / SECOND_NANOS);
    timeout.set(ValueLayout.JAVA_LONG, Long.BYTES, wait % SECOND_NANOS);
    calls.poll(descriptors, count, timeout);
    if (descriptors.get(ValueLayout.JAVA_SHORT, 6) != 0) {
      calls.clear(event);
    }
  }

  /** Any thread; the lock keeps a late waker from a descriptor that was closed and given again. */
  @Override
  public void wakeUp() {
    waking.lock();
    try {
      if (!isClosed) {
        calls.wake(event);
      }
    } finally {
      waking.unlock();
    }
  }

  @Override
  public long refused() {
    return refused.get();
  }

  @Override
  public InetSocketAddress localAddress() throws IOException {
    MemorySegment name = arena.allocate(MessageRing.ADDRESS_BYTES, Long.BYTES);
    calls.localAddress(socket, name, MessageRing.ADDRESS_BYTES);
    Address address = MessageRing.readAddress(name);
    return address.high() == 0 && address.low() == 0
        ? new InetSocketAddress(InetAddress.ofLiteral("::"), address.port())
        : Addresses.toSocketAddress(address);
  }

  /** The kernel tells twice the size, which counts its own book-keeping. */
  @Override
  public int receiveBufferBytes() throws IOException {
    return calls.option(socket, LinuxCalls.SOL_SOCKET, LinuxCalls.SO_RCVBUF) / 2;
  }

  @Override
  public int sendBufferBytes() throws IOException {
    return calls.option(socket, LinuxCalls.SOL_SOCKET, LinuxCalls.SO_SNDBUF) / 2;
  }

  @Override
  public void close() {
    waking.lock();
    try {
      if (isClosed) {
        return;
      }
      isClosed = true;
      calls.close(socket);
      calls.close(event);
      arena.close();
    } finally {
      waking.unlock();
    }
  }
}
