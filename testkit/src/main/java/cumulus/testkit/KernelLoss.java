package cumulus.testkit;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Real loss on real sockets, without privileges: Linux drops datagrams at random (classic BPF,
 * {@code SO_ATTACH_FILTER}) before a UDP socket of this process receives them, and counts them.
 * Native access must be enabled for this module.
 */
public final class KernelLoss {
  private static final int SOL_SOCKET = 1;
  private static final int SO_ATTACH_FILTER = 26;
  private static final int SOL_UDP = 17;
  private static final int UDP_GRO = 104;

  private static final short LOAD_WORD = 0x20;
  private static final short SKIP_IF_LESS = 0x35;
  private static final short ANSWER = 0x06;

  /** {@code SKF_AD_OFF + SKF_AD_RANDOM}: where a program reads a random word. */
  private static final int RANDOM_WORD = -0x1000 + 56;

  /** {@code struct sock_filter}: code(2), jump if true(1), jump if false(1), operand(4). */
  private static final int INSTRUCTION_BYTES = 8;

  /** {@code struct sock_fprog}: length(2), padding(6), address(8). */
  private static final int PROGRAM_BYTES = 16;

  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final List<Path> SOCKETS =
      List.of(Path.of("/proc/self/net/udp"), Path.of("/proc/self/net/udp6"));
  private static final int INODE_COLUMN = 9;
  private static final int DROPS_COLUMN = 12;

  private final MemorySegment program;
  private final MemorySegment zero;
  private final MethodHandle setOption;
  private final Set<String> lossy = new HashSet<>();

  /**
   * Loses nothing before {@link #spread}.
   *
   * @param probability of a datagram to be lost, below 1
   */
  @SuppressWarnings("restricted")
  public KernelLoss(double probability) {
    Arena arena = Arena.ofAuto();
    program = program((int) (long) (probability * 0x1p32), arena);
    zero = arena.allocateFrom(ValueLayout.JAVA_INT, 0);
    Linker linker = Linker.nativeLinker();
    var integer = ValueLayout.JAVA_INT;
    setOption =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("setsockopt"),
            FunctionDescriptor.of(
                integer, integer, integer, integer, ValueLayout.ADDRESS, integer));
  }

  /** True where sockets can be given loss. */
  public static boolean isAvailable() {
    return "Linux".equals(System.getProperty("os.name"))
        && SOCKETS.stream().anyMatch(Files::isReadable)
        && KernelLoss.class.getModule().isNativeAccessEnabled();
  }

  /** Every UDP socket that this process has now loses from now on. */
  public void spread() throws IOException {
    Set<String> known = drops().keySet();
    for (Path descriptor : descriptors()) {
      String inode = inode(descriptor);
      if (known.contains(inode) && lossy.add(inode)) {
        int number = Integer.parseInt(descriptor.getFileName().toString());
        // Datagrams that the kernel joins would be lost together.
        set(number, SOL_UDP, UDP_GRO, zero);
        set(number, SOL_SOCKET, SO_ATTACH_FILTER, program);
      }
    }
  }

  /** Datagrams that the lossy sockets, those closed excepted, have not received so far. */
  public long lost() throws IOException {
    Map<String, Long> drops = drops();
    return lossy.stream().mapToLong(inode -> drops.getOrDefault(inode, 0L)).sum();
  }

  private static MemorySegment program(int threshold, Arena arena) {
    MemorySegment code = arena.allocate(4L * INSTRUCTION_BYTES, Long.BYTES);
    instruction(code, 0, LOAD_WORD, 0, RANDOM_WORD);
    instruction(code, 1, SKIP_IF_LESS, 1, threshold);
    instruction(code, 2, ANSWER, 0, -1);
    instruction(code, 3, ANSWER, 0, 0);
    MemorySegment head = arena.allocate(PROGRAM_BYTES, Long.BYTES);
    head.set(ValueLayout.JAVA_SHORT, 0, (short) 4);
    head.set(ValueLayout.ADDRESS, 8, code);
    return head;
  }

  private static void instruction(MemorySegment code, int index, short what, int skip, int value) {
    long at = (long) index * INSTRUCTION_BYTES;
    code.set(ValueLayout.JAVA_SHORT, at, what);
    code.set(ValueLayout.JAVA_BYTE, at + 3, (byte) skip);
    code.set(ValueLayout.JAVA_INT, at + 4, value);
  }

  private void set(int socket, int level, int option, MemorySegment value) throws IOException {
    int result;
    try {
      result = (int) setOption.invokeExact(socket, level, option, value, (int) value.byteSize());
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
    if (result != 0) {
      throw new IOException("the kernel refuses option " + option + " of level " + level);
    }
  }

  private static List<Path> descriptors() throws IOException {
    try (Stream<Path> all = Files.list(DESCRIPTORS)) {
      return all.toList();
    }
  }

  /** Of {@code socket:[4711]}; empty for what has been closed meanwhile. */
  private static String inode(Path descriptor) throws IOException {
    try {
      String target = Files.readSymbolicLink(descriptor).toString();
      return target.startsWith("socket:[") ? target.substring(8, target.length() - 1) : "";
    } catch (NoSuchFileException e) {
      return "";
    }
  }

  /** Of every UDP socket of the machine. */
  private static Map<String, Long> drops() throws IOException {
    var lines = new ArrayList<String>();
    for (Path each : SOCKETS) {
      if (Files.isReadable(each)) {
        List<String> all = Files.readAllLines(each);
        lines.addAll(all.subList(1, all.size()));
      }
    }
    var drops = new HashMap<String, Long>();
    for (String line : lines) {
      String[] columns = line.strip().split("\\s+", -1);
      drops.put(columns[INODE_COLUMN], Long.parseLong(columns[DROPS_COLUMN]));
    }
    return drops;
  }
}
