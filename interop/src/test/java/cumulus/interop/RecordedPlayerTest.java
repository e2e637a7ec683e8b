package cumulus.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cumulus.flash.MalformedException;
import cumulus.flash.amf.AmfObject;
import cumulus.flash.amf.AmfOptions;
import cumulus.flash.message.Command;
import cumulus.flash.message.MessageHeader;
import cumulus.flash.message.MessageType;
import cumulus.rtmfp.ProtocolException;
import cumulus.rtmfp.crypto.Certificate;
import cumulus.rtmfp.crypto.DhGroup;
import cumulus.rtmfp.crypto.PacketCipher;
import cumulus.rtmfp.crypto.SessionKeys;
import cumulus.rtmfp.trace.DropReason;
import cumulus.rtmfp.wire.Chunk;
import cumulus.rtmfp.wire.ChunkReader;
import cumulus.rtmfp.wire.PacketHeader;
import cumulus.rtmfp.wire.UserData;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A recorded session of a real Flash Player with a server whose private key is known. The recording
 * is third-party data and no part of the project; give its folder with {@code -Dcaptures=FOLDER}.
 */
final class RecordedPlayerTest {
  private static final int SESSION_ID_BYTES = 4;

  private final PacketCipher startup = PacketCipher.defaultKey();
  private final List<Command> commands = new ArrayList<>();
  private final List<Integer> commandTypes = new ArrayList<>();
  private int closeAcks;

  @Test
  void flashProfileCheck1_whatAFlashPlayerSaysIsUnderstood() throws Exception {
    Map<String, byte[]> recorded = recorded();
    var iiKeying = (Chunk.InitiatorKeying) chunk(recorded, "IIKeying");
    var riKeying = (Chunk.ResponderKeying) chunk(recorded, "RIKeying");
    byte[] secret = secret(iiKeying.certificate(), recorded.get("server_dh_private"));
    var fromServer =
        PacketCipher.of(
            SessionKeys.derive(DhGroup.MODP_2, secret, iiKeying.component(), riKeying.component()));
    var fromClient =
        PacketCipher.of(
            SessionKeys.derive(DhGroup.MODP_2, secret, riKeying.component(), iiKeying.component()));
    for (var packet : recorded.entrySet()) {
      if (packet.getKey().matches("\\d+")) {
        byte[] plain = new byte[packet.getValue().length];
        read(plain, openWithEither(fromClient, fromServer, packet.getValue(), plain));
      }
    }

    assertThat(commands)
        .extracting(Command::name)
        .containsExactly("connect", "_result", "setPeerInfo");
    assertThat(commandTypes)
        .containsExactly(MessageType.COMMAND, MessageType.COMMAND, MessageType.COMMAND_EXTENDED);
    Command connect = commands.getFirst();
    assertThat(connect.transactionId()).isEqualTo(1);
    var properties = (AmfObject) connect.commandObject();
    assertThat(properties.get("app").textOr("none")).isEmpty();
    assertThat(properties.get("objectEncoding").numberOr(-1)).isEqualTo(3);
    assertThat(commands.getLast().arguments())
        .hasSize(2)
        .allSatisfy(address -> assertThat(address.textOr("")).matches("[\\d.]+:\\d+"));
    assertThat(closeAcks).isEqualTo(1);
  }

  private static Map<String, byte[]> recorded() throws IOException {
    Path folder = Path.of(System.getProperty("captures", "captures"));
    assumeTrue(
        Files.isDirectory(folder), "skipped: no recorded sessions here, give -Dcaptures=FOLDER");
    var recorded = new LinkedHashMap<String, byte[]>();
    for (String line : Files.readAllLines(folder.resolve("flash11-session.txt"))) {
      int space = line.indexOf(' ');
      if (!line.startsWith("#") && space > 0) {
        recorded.put(line.substring(0, space), HexFormat.of().parseHex(line.substring(space + 1)));
      }
    }
    return recorded;
  }

  /** The first chunk of a startup packet. */
  private Chunk chunk(Map<String, byte[]> recorded, String name) throws ProtocolException {
    byte[] datagram = recorded.getOrDefault(name, new byte[0]);
    byte[] plain = new byte[datagram.length];
    return chunks(plain, startup.open(datagram, SESSION_ID_BYTES, datagram.length, plain)).next();
  }

  private static byte[] secret(byte[] certificate, byte[] serverKey) throws ProtocolException {
    byte[] clientKey = Certificate.parse(certificate).staticKey(DhGroup.MODP_2).orElseThrow();
    byte[] secret =
        new BigInteger(1, clientKey)
            .modPow(new BigInteger(1, serverKey), DhGroup.MODP_2.prime())
            .toByteArray();
    return secret[0] == 0 ? Arrays.copyOfRange(secret, 1, secret.length) : secret;
  }

  private static long openWithEither(
      PacketCipher first, PacketCipher second, byte[] datagram, byte[] plain)
      throws ProtocolException {
    try {
      return first.open(datagram, SESSION_ID_BYTES, datagram.length, plain);
    } catch (ProtocolException e) {
      assertThat(e.reason).isEqualTo(DropReason.CHECKSUM);
      return second.open(datagram, SESSION_ID_BYTES, datagram.length, plain);
    }
  }

  private static ChunkReader chunks(byte[] plain, long range) throws ProtocolException {
    var reader = new ChunkReader();
    int to = (int) range;
    reader.reset(plain, new PacketHeader().read(plain, (int) (range >> 32), to), to);
    return reader;
  }

  private void read(byte[] plain, long range) throws ProtocolException, MalformedException {
    ChunkReader chunks = chunks(plain, range);
    for (Chunk chunk = chunks.next(); !(chunk instanceof Chunk.End); chunk = chunks.next()) {
      if (chunk instanceof UserData data && data.fragment() == UserData.WHOLE) {
        message(Arrays.copyOfRange(data.packet, data.dataFrom, data.dataTo));
      } else if (chunk instanceof Chunk.CloseAck) {
        closeAcks++;
      }
    }
  }

  private void message(byte[] bytes) throws MalformedException {
    if (bytes.length < MessageHeader.SIZE) {
      return;
    }
    int type = MessageHeader.type(bytes, 0);
    if (type == MessageType.COMMAND || type == MessageType.COMMAND_EXTENDED) {
      commands.add(
          Command.read(
              type,
              bytes,
              MessageHeader.SIZE,
              bytes.length - MessageHeader.SIZE,
              AmfOptions.CLIENT));
      commandTypes.add(type);
    }
  }
}
