package cumulus.links.wire;

import cumulus.flash.ByteWriter;
import cumulus.flash.amf.AmfString;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The sending half of a link: makes frames and remembers which names went out, for each travels
 * once in full and then by its number.
 *
 * <pre>
 * handler    u8 n | n bytes of name        a name in full, n = 1 to 255
 *            u8 0 | number                 0 is the hello, k the k-th distinct name sent before
 * </pre>
 *
 * Used by one thread at a time: the one that joins or accepts until both ends have said hello, the
 * application thread from then on. Frames must leave in the order in which they were made.
 */
public final class LinkSender {
  /** Announces applications. */
  static final AmfString APPLICATIONS = AmfString.of(".");

  /** Proves the secret before the hello; afterwards a name like any other. */
  static final AmfString AUTH = AmfString.of("auth");

  private static final byte[] NOTHING = {};

  private final Map<AmfString, Integer> numbers = new HashMap<>();

  Frame hello(Hello hello) {
    var body = new ByteWriter();
    hello.write(body);
    var handler = new ByteWriter();
    handler.u8(0);
    handler.u8(0);
    return Frame.of(handler, body.toByteArray());
  }

  Frame auth(byte[] nonceOrProof) {
    return named(AUTH, nonceOrProof);
  }

  /** Tells the far end which applications run here. */
  public Frame applications(Collection<String> paths) {
    var body = new ByteWriter();
    for (String path : paths) {
      Parts.writeText(body, AmfString.of(path));
    }
    return named(APPLICATIONS, body.length() == 0 ? NOTHING : body.toByteArray());
  }

  /**
   * Calls a function of the far end. Empty when the name would be one too many ({@link
   * WireLimits#NAMES}).
   *
   * @param name 1 to 255 bytes, not "."
   * @param values AMF; shared, must not change any more
   */
  public Optional<Frame> call(AmfString name, byte[] values) {
    if (name.isEmpty() || name.length() > WireLimits.NAME_BYTES || name.equals(APPLICATIONS)) {
      throw new IllegalArgumentException("no name for a call: " + name);
    }
    return !numbers.containsKey(name) && numbers.size() >= WireLimits.NAMES
        ? Optional.empty()
        : Optional.of(named(name, values));
  }

  private Frame named(AmfString name, byte[] body) {
    var handler = new ByteWriter();
    Integer number = numbers.putIfAbsent(name, numbers.size() + 1);
    if (number == null) {
      handler.u8(name.length());
      name.writeTo(handler);
    } else {
      handler.u8(0);
      Parts.writeNumber(handler, number);
    }
    return Frame.of(handler, body);
  }
}
