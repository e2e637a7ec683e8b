package cumulus.node.bench;

import cumulus.rtmfp.Payload;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.random.RandomGenerator;

/**
 * What the messages of the load carry, in the form of an AVC video tag: {@code frame(1) type(1)
 * composition(3) number(8) due(8)} and bytes without meaning. {@code due} is when the message
 * should have been sent, so that a source that lags shows as latency.
 */
final class Stamp {
  /** Shortest message. */
  static final int MIN_BYTES = 21;

  private static final int KEY_FRAME = 0x17;
  private static final int INTER_FRAME = 0x27;
  private static final int NUMBER_AT = 5;
  private static final int DUE_AT = 13;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private Stamp() {}

  static Payload message(
      RandomGenerator random, int bytes, boolean isKeyFrame, long number, long dueNanos) {
    byte[] body = new byte[bytes];
    random.nextBytes(body);
    body[0] = (byte) (isKeyFrame ? KEY_FRAME : INTER_FRAME);
    body[1] = 1;
    LONG.set(body, NUMBER_AT, number);
    LONG.set(body, DUE_AT, dueNanos);
    return Payload.wrap(body);
  }

  /** The codec header that a stream begins with. */
  static Payload header() {
    return Payload.wrap(new byte[] {KEY_FRAME, 0, 0, 0, 0});
  }

  static boolean isMessage(byte[] bytes, int offset, int length) {
    return length >= MIN_BYTES && bytes[offset + 1] == 1;
  }

  static long number(byte[] bytes, int offset) {
    return (long) LONG.get(bytes, offset + NUMBER_AT);
  }

  static long dueNanos(byte[] bytes, int offset) {
    return (long) LONG.get(bytes, offset + DUE_AT);
  }
}
