package cumulus.fuzz;

import cumulus.node.IniTarget;
import cumulus.rtmfp.PacketTarget;
import java.util.Arrays;
import java.util.List;

/**
 * What Jazzer calls. The property {@code fuzz.target} names what is attacked: {@code packet},
 * {@code message}, {@code flv} or {@code ini}; without it the first byte of an input chooses.
 */
public final class FuzzTarget {
  static final List<String> NAMES = List.of("packet", "message", "flv", "ini");

  /** Jazzer's doing: it knows static methods only. */
  private static final FuzzTarget INSTANCE = new FuzzTarget();

  private final int chosen = NAMES.indexOf(System.getProperty("fuzz.target", ""));
  private final PacketTarget packets = new PacketTarget();
  private final MessageTarget messages = new MessageTarget();
  private final FlvTarget films = new FlvTarget();
  private final IniTarget settings = new IniTarget();

  private FuzzTarget() {}

  public static void fuzzerTestOneInput(byte[] input) {
    INSTANCE.take(input);
  }

  private void take(byte[] input) {
    if (chosen >= 0) {
      give(chosen, input);
    } else if (input.length > 0) {
      give(input[0] & 3, Arrays.copyOfRange(input, 1, input.length));
    }
  }

  private void give(int target, byte[] input) {
    switch (NAMES.get(target)) {
      case "packet" -> packets.take(input);
      case "message" -> messages.take(input);
      case "flv" -> films.take(input);
      default -> settings.take(input);
    }
  }
}
