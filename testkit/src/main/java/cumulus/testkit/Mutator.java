package cumulus.testkit;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Broken and hostile input from good one: a few seeds behind each other, with changes in bits,
 * bytes and lengths, cut, or with a byte too few or too many. The same seeds and random numbers
 * give the same bytes.
 */
public final class Mutator {
  private static final int MAX_PARTS = 4;
  private static final int MAX_CHANGES = 4;
  private static final int FILL = 11;

  private final List<byte[]> seeds;
  private final SplittableRandom random;

  public Mutator(List<byte[]> seeds, SplittableRandom random) {
    this.seeds = seeds.stream().map(byte[]::clone).toList();
    this.random = random;
  }

  /** One to four seeds with none to three changes. */
  public byte[] next() {
    var joined = new ByteArrayOutputStream();
    for (int part = 1 + random.nextInt(MAX_PARTS); part > 0; part--) {
      joined.writeBytes(seeds.get(random.nextInt(seeds.size())));
    }
    byte[] bytes = joined.toByteArray();
    for (int change = random.nextInt(MAX_CHANGES); change > 0 && bytes.length > 2; change--) {
      bytes = changed(bytes);
    }
    return bytes;
  }

  private byte[] changed(byte[] bytes) {
    int at = random.nextInt(bytes.length - 1);
    switch (random.nextInt(7)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = (byte) random.nextInt();
      case 2 -> {
        return Arrays.copyOf(bytes, at + 1);
      }
      case 3 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + FILL), (byte) 0xff);
      case 4 -> bytes[at + 1] = (byte) (random.nextInt(3) - 1);
      case 5 -> System.arraycopy(bytes, at, bytes, at + 1, bytes.length - at - 1);
      default -> System.arraycopy(bytes, at + 1, bytes, at, bytes.length - at - 1);
    }
    return bytes;
  }
}
