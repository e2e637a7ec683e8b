package cumulus.transport;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.net.BindException;

/**
 * The system calls of 64-bit Linux that {@link BatchTransport} makes, and nothing else native. Each
 * answers what the kernel answers; {@link #errno} tells why the last one failed. Owned by one
 * thread, but for {@link #wake}.
 */
@SuppressWarnings("restricted")
final class LinuxCalls {
  static final int AF_INET6 = 10;
  static final int SOCK_DGRAM_NONBLOCK = 2 | 0x800;
  static final int SOL_SOCKET = 1;
  static final int SO_SNDBUF = 7;
  static final int SO_RCVBUF = 8;
  static final int SO_SNDBUFFORCE = 32;
  static final int SO_RCVBUFFORCE = 33;
  static final int SO_REUSEPORT = 15;
  static final int SOL_UDP = 17;
  static final int UDP_SEGMENT = 103;
  static final int UDP_GRO = 104;
  static final int IPPROTO_IPV6 = 41;
  static final int IPV6_V6ONLY = 26;
  static final int MSG_DONTWAIT = 0x40;
  static final short POLLIN = 1;
  static final short POLLOUT = 4;
  static final int EIO = 5;
  static final int EAGAIN = 11;
  static final int EINVAL = 22;
  static final int EMSGSIZE = 90;
  static final int ENOBUFS = 105;

  private static final int EFD_NONBLOCK = 0x800;
  private static final int EINTR = 4;
  private static final int EACCES = 13;
  private static final int EADDRINUSE = 98;
  private static final int EADDRNOTAVAIL = 99;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final ValueLayout POINTER = ValueLayout.ADDRESS;
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO = STATE.varHandle(PathElement.groupElement("errno"));

  private static final MethodHandle SOCKET =
      call("socket", FunctionDescriptor.of(INT, INT, INT, INT));
  private static final MethodHandle EVENTFD = call("eventfd", FunctionDescriptor.of(INT, INT, INT));
  private static final MethodHandle CLOSE = call("close", FunctionDescriptor.of(INT, INT));
  private static final MethodHandle BIND =
      call("bind", FunctionDescriptor.of(INT, INT, POINTER, INT));
  private static final MethodHandle GETSOCKNAME =
      call("getsockname", FunctionDescriptor.of(INT, INT, POINTER, POINTER));
  private static final MethodHandle SETSOCKOPT =
      call("setsockopt", FunctionDescriptor.of(INT, INT, INT, INT, POINTER, INT));
  private static final MethodHandle GETSOCKOPT =
      call("getsockopt", FunctionDescriptor.of(INT, INT, INT, INT, POINTER, POINTER));
  private static final MethodHandle PPOLL =
      call("ppoll", FunctionDescriptor.of(INT, POINTER, LONG, POINTER, POINTER));
  private static final MethodHandle READ =
      call("read", FunctionDescriptor.of(LONG, INT, POINTER, LONG));
  private static final MethodHandle WRITE =
      call("write", FunctionDescriptor.of(LONG, INT, POINTER, LONG));
  private static final MethodHandle SENDMMSG =
      call("sendmmsg", FunctionDescriptor.of(INT, INT, POINTER, INT, INT));
  private static final MethodHandle RECVMMSG =
      call("recvmmsg", FunctionDescriptor.of(INT, INT, POINTER, INT, INT, POINTER));

  private final MemorySegment state;
  private final MemorySegment wakerState;
  private final MemorySegment word;
  private final MemorySegment one;
  private final MemorySegment length;

  LinuxCalls(Arena arena) {
    state = arena.allocate(STATE);
    wakerState = arena.allocate(STATE);
    word = arena.allocate(LONG);
    one = arena.allocateFrom(LONG, 1);
    length = arena.allocate(INT);
  }

  int errno() {
    return (int) ERRNO.get(state, 0L);
  }

  boolean isInterrupted() {
    return errno() == EINTR;
  }

  int socket() {
    try {
      return (int) SOCKET.invokeExact(state, AF_INET6, SOCK_DGRAM_NONBLOCK, 0);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  int eventFd() {
    try {
      return (int) EVENTFD.invokeExact(state, 0, EFD_NONBLOCK);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  void close(int fd) {
    try {
      int ignored = (int) CLOSE.invokeExact(state, fd);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  void bind(int fd, MemorySegment address, int size) throws IOException {
    try {
      check("bind", (int) BIND.invokeExact(state, fd, address, size));
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  void localAddress(int fd, MemorySegment address, int size) throws IOException {
    try {
      length.set(INT, 0, size);
      check("getsockname", (int) GETSOCKNAME.invokeExact(state, fd, address, length));
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Sets an option; false if the kernel does not know it. */
  boolean setOption(int fd, int level, int option, int value) {
    try {
      word.set(INT, 0, value);
      return (int) SETSOCKOPT.invokeExact(state, fd, level, option, word, Integer.BYTES) == 0;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Sets an option that is a structure; false if the kernel refuses it. */
  boolean setOption(int fd, int level, int option, MemorySegment value) {
    try {
      return (int) SETSOCKOPT.invokeExact(state, fd, level, option, value, (int) value.byteSize())
          == 0;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  int option(int fd, int level, int option) throws IOException {
    try {
      length.set(INT, 0, Integer.BYTES);
      check("getsockopt", (int) GETSOCKOPT.invokeExact(state, fd, level, option, word, length));
      return word.get(INT, 0);
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  int poll(MemorySegment descriptors, int count, MemorySegment timeout) {
    try {
      return (int) PPOLL.invokeExact(state, descriptors, (long) count, timeout, MemorySegment.NULL);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Any thread, one at a time: makes the descriptor of {@link #eventFd} readable. */
  void wake(int fd) {
    try {
      long ignored = (long) WRITE.invokeExact(wakerState, fd, one, (long) Long.BYTES);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Makes the descriptor of {@link #eventFd} unreadable again. */
  void clear(int fd) {
    try {
      long ignored = (long) READ.invokeExact(state, fd, word, (long) Long.BYTES);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  int send(int fd, MemorySegment messages, int count) {
    try {
      return (int) SENDMMSG.invokeExact(state, fd, messages, count, MSG_DONTWAIT);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  int receive(int fd, MemorySegment messages, int count) {
    try {
      return (int)
          RECVMMSG.invokeExact(state, fd, messages, count, MSG_DONTWAIT, MemorySegment.NULL);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  IOException failure(String call) {
    return switch (errno()) {
      case EADDRINUSE -> new BindException("Address already in use");
      case EADDRNOTAVAIL -> new BindException("Cannot assign requested address");
      case EACCES -> new BindException("Permission denied");
      default -> new IOException(call + " failed: errno " + errno());
    };
  }

  private void check(String call, int result) throws IOException {
    if (result < 0) {
      throw failure(call);
    }
  }

  private static MethodHandle call(String name, FunctionDescriptor shape) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name), shape, Linker.Option.captureCallState("errno"));
  }

  private static IllegalStateException unexpected(Throwable e) {
    return new IllegalStateException("a native call cannot throw", e);
  }
}
