package cumulus.transport;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The program by which the kernel chooses among the sockets that share a port (classic BPF, {@code
 * SO_ATTACH_REUSEPORT_CBPF}): it unscrambles the session id (RFC 7016 section 2.2.2) and answers
 * the id modulo the number of sockets, so that a client stays with its socket when its address
 * changes. Handshakes have id 0: the answer -1 leaves them to the kernel, which keeps to the
 * sender's address.
 */
final class PortFilter {
  private static final int SO_ATTACH_REUSEPORT_CBPF = 51;

  /** {@code struct sock_filter}: code(2), jump if true(1), jump if false(1), operand(4). */
  private static final int INSTRUCTION_BYTES = 8;

  /** {@code struct sock_fprog}: length(2), padding(6), address(8). */
  private static final int PROGRAM_BYTES = 16;

  private static final int LOAD_WORD = 0x20;
  private static final int A_TO_X = 0x07;
  private static final int XOR_X = 0xac;
  private static final int SKIP_IF_NOT = 0x0115;
  private static final int MODULO = 0x94;
  private static final int ANSWER = 0x06;
  private static final int ANSWER_A = 0x16;

  private PortFilter() {}

  /** Gives the sockets of the port the program; false if the kernel has no such thing. */
  static boolean attach(LinuxCalls calls, int socket, int sockets, Arena arena) {
    int[][] program = {
      {LOAD_WORD, 0},
      {A_TO_X, 0},
      {LOAD_WORD, 4},
      {XOR_X, 0},
      {A_TO_X, 0},
      {LOAD_WORD, 8},
      {XOR_X, 0},
      {SKIP_IF_NOT, 0},
      {ANSWER, -1},
      {MODULO, sockets},
      {ANSWER_A, 0},
    };
    MemorySegment code = arena.allocate((long) program.length * INSTRUCTION_BYTES, Long.BYTES);
    for (int i = 0; i < program.length; i++) {
      long at = (long) i * INSTRUCTION_BYTES;
      int operation = program[i][0];
      code.set(ValueLayout.JAVA_SHORT, at, (short) (operation & 0xff));
      code.set(ValueLayout.JAVA_BYTE, at + 3, (byte) (operation >>> 8));
      code.set(ValueLayout.JAVA_INT, at + 4, program[i][1]);
    }
    MemorySegment head = arena.allocate(PROGRAM_BYTES, Long.BYTES);
    head.set(ValueLayout.JAVA_SHORT, 0, (short) program.length);
    head.set(ValueLayout.JAVA_LONG, 8, code.address());
    return calls.setOption(socket, LinuxCalls.SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, head);
  }
}
