package cumulus.rtmfp.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cumulus.rtmfp.ProtocolException;
import cumulus.rtmfp.trace.DropReason;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A recorded session of a real Flash Player. The recording is third-party data and no part of the
 * project; give its folder with {@code -Dcaptures=FOLDER}.
 */
final class CaptureTest {
  @Test
  void vectorsCheck3_sessionOfAFlashPlayerDecodes() throws IOException, ProtocolException {
    Path folder = Path.of(System.getProperty("captures", "captures"));
    assumeTrue(
        Files.isDirectory(folder),
        "no recorded sessions here: give -Dcaptures=FOLDER to test them");
    Map<String, String> lines = new LinkedHashMap<>();
    for (String line : Files.readAllLines(folder.resolve("flash11-session.txt"))) {
      if (!line.startsWith("#") && line.indexOf(' ') > 0) {
        lines.put(line.substring(0, line.indexOf(' ')), line.substring(line.indexOf(' ') + 1));
      }
    }
    PacketCipher startup = PacketCipher.defaultKey();
    assertThat(chunks(startup, datagram(lines, "IHello"))).containsExactly(0x30);
    assertThat(chunks(startup, datagram(lines, "RHello"))).containsExactly(0x70);
    byte[] iiKeying = chunk(startup, datagram(lines, "IIKeying"));
    byte[] riKeying = chunk(startup, datagram(lines, "RIKeying"));

    List<byte[]> fields = fields(iiKeying, 4, 3);
    Certificate client = Certificate.parse(fields.get(1));
    byte[] skic = fields.get(2);
    byte[] skrc = fields(riKeying, 4, 1).get(0);
    DhKeyPair server =
        new DhKeyPair(
            DhGroup.MODP_2, new BigInteger(lines.getOrDefault("server_dh_private", ""), 16));
    assertThat(Arrays.copyOfRange(skrc, 11, skrc.length)).isEqualTo(server.publicKey());
    byte[] secret = server.secret(client.staticKey(DhGroup.MODP_2).orElseThrow());
    PacketCipher fromServer =
        PacketCipher.of(SessionKeys.derive(DhGroup.MODP_2, secret, skic, skrc));
    PacketCipher fromClient =
        PacketCipher.of(SessionKeys.derive(DhGroup.MODP_2, secret, skrc, skic));

    Map<String, List<Integer>> decoded = new LinkedHashMap<>();
    lines.forEach(
        (name, hex) -> {
          if (!name.matches("[A-Za-z_]+")) {
            byte[] datagram = Vectors.hex(hex);
            List<Integer> types =
                opens(fromClient, datagram)
                    ? chunksOrFail(fromClient, datagram)
                    : chunksOrFail(fromServer, datagram);
            decoded.put(name, types);
          }
        });
    assertThat(decoded).isNotEmpty();
    assertThat(decoded.values()).allMatch(types -> !types.isEmpty());
    assertThat(decoded.values().stream().flatMap(List::stream)).contains(0x10, 0x51, 0x4c);
  }

  private static byte[] datagram(Map<String, String> lines, String name) {
    return Vectors.hex(lines.getOrDefault(name, ""));
  }

  private static boolean opens(PacketCipher cipher, byte[] datagram) {
    try {
      cipher.open(datagram, 4, datagram.length, new byte[datagram.length]);
      return true;
    } catch (ProtocolException e) {
      assertThat(e.reason).isEqualTo(DropReason.CHECKSUM);
      return false;
    }
  }

  private static List<Integer> chunksOrFail(PacketCipher cipher, byte[] datagram) {
    try {
      return chunks(cipher, datagram);
    } catch (ProtocolException e) {
      throw new AssertionError(e);
    }
  }

  /** Types of the chunks in a packet. */
  private static List<Integer> chunks(PacketCipher cipher, byte[] datagram)
      throws ProtocolException {
    byte[] plain = new byte[datagram.length];
    long range = cipher.open(datagram, 4, datagram.length, plain);
    List<Integer> types = new ArrayList<>();
    int at = firstChunk(plain, (int) (range >> 32));
    while ((int) range - at > 2 && at + 3 + length(plain, at) <= (int) range) {
      types.add(plain[at] & 0xff);
      at += 3 + length(plain, at);
    }
    return types;
  }

  /** Payload of the first chunk of a packet. */
  private static byte[] chunk(PacketCipher cipher, byte[] datagram) throws ProtocolException {
    byte[] plain = new byte[datagram.length];
    int at = firstChunk(plain, (int) (cipher.open(datagram, 4, datagram.length, plain) >> 32));
    return Arrays.copyOfRange(plain, at + 3, at + 3 + length(plain, at));
  }

  private static int firstChunk(byte[] plain, int start) {
    int flags = plain[start];
    return start + 1 + ((flags & 8) != 0 ? 2 : 0) + ((flags & 4) != 0 ? 2 : 0);
  }

  private static int length(byte[] plain, int chunk) {
    return (plain[chunk + 1] & 0xff) << 8 | plain[chunk + 2] & 0xff;
  }

  /** Fields of a startup chunk that carry their length in front. */
  private static List<byte[]> fields(byte[] chunk, int from, int count) {
    List<byte[]> fields = new ArrayList<>();
    int at = from;
    for (int i = 0; i < count; i++) {
      int length = chunk[at++] & 0xff;
      if (length >= 0x80) {
        length = (length & 0x7f) << 7 | chunk[at++];
      }
      fields.add(Arrays.copyOfRange(chunk, at, at + length));
      at += length;
    }
    return fields;
  }
}
