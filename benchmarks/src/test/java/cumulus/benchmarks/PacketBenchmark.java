package cumulus.benchmarks;

import cumulus.rtmfp.Payload;
import cumulus.rtmfp.ProtocolException;
import cumulus.rtmfp.crypto.Checksum;
import cumulus.rtmfp.crypto.PacketCipher;
import cumulus.rtmfp.wire.Chunk;
import cumulus.rtmfp.wire.PacketHeader;
import cumulus.rtmfp.wire.PacketWriter;
import cumulus.rtmfp.wire.UserData;
import java.security.GeneralSecurityException;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A packet with the largest fragment: 73 AES blocks. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PacketBenchmark {
  private static final int FRAGMENT = 1152;
  private static final int PLAIN = 1166;
  private static final int CIPHER = 1168;

  private final byte[] bytes = new byte[2048];
  private final byte[] target = new byte[2048];
  private final byte[] sealed = new byte[2048];
  private final Payload payload;
  private final PacketWriter writer = new PacketWriter(16, 1200, 16);
  private final PacketCipher cipher = PacketCipher.defaultKey();
  private final Cipher aes;
  private long sequence = 1_000_000;

  public PacketBenchmark() {
    new SplittableRandom(1).nextBytes(bytes);
    payload = Payload.copyOf(bytes, 0, FRAGMENT);
    cipher.seal(bytes, 16, 16 + PLAIN, sealed, 0);
    try {
      aes = Cipher.getInstance("AES/CBC/NoPadding");
      aes.init(
          Cipher.ENCRYPT_MODE,
          new SecretKeySpec(new byte[16], "AES"),
          new IvParameterSpec(new byte[16]));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Benchmark
  public int checksum() {
    return Checksum.of(bytes, 0, CIPHER);
  }

  /** Limit of {@link #seal}: the platform's cipher and nothing else. */
  @Benchmark
  public int aesAlone() throws GeneralSecurityException {
    return aes.doFinal(bytes, 0, CIPHER, target, 0);
  }

  @Benchmark
  public int seal() {
    return cipher.seal(bytes, 16, 16 + PLAIN, target, 4);
  }

  @Benchmark
  public long open() throws ProtocolException {
    return cipher.open(sealed, 0, CIPHER, target);
  }

  /** Limit of {@link #build}. */
  @Benchmark
  public byte[] copyAlone() {
    System.arraycopy(bytes, 0, target, 0, FRAGMENT);
    return target;
  }

  @Benchmark
  public int build() {
    writer.begin(PLAIN, PacketHeader.MODE_RESPONDER, 7, -1);
    writer.chunk(Chunk.USER_DATA).int8(UserData.BEGIN).vlu(4).vlu(sequence++).vlu(2);
    writer.payload(payload, 0, FRAGMENT - 4);
    return writer.endChunk();
  }
}
