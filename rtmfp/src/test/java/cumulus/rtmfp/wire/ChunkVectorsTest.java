package cumulus.rtmfp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.rtmfp.Address;
import cumulus.rtmfp.crypto.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The computed vectors of addresses and chunks, read. */
final class ChunkVectorsTest {
  private final ChunkReader reader = new ChunkReader();

  @Test
  void vectorsCheck1_everyAddressEncodesAndDecodes() {
    for (Map.Entry<String, String> row : Vectors.strings("address").entrySet()) {
      String[] parts = row.getKey().split(" origin=", -1);
      byte[] encoded = Vectors.hex(row.getValue());
      byte[] redirect = Vectors.hex("710000" + "00" + row.getValue());
      redirect[2] = (byte) (1 + encoded.length);
      reader.reset(redirect, 0, redirect.length);
      Address address = ((Chunk.Redirect) reader.next()).addresses().getFirst();

      assertThat(expanded(parts[0])).isEqualTo(address.toString());
      var writer = new PacketWriter(0, 64, 0);
      writer.begin(64, 0, -1, -1);
      writer.address(address, Integer.parseInt(parts[1]));
      assertThat(Arrays.copyOfRange(writer.bytes(), 1, writer.to())).isEqualTo(encoded);
    }
  }

  /** Our texts have all eight groups. */
  private static String expanded(String text) {
    return text.replace("[::1]", "[0:0:0:0:0:0:0:1]")
        .replace("[2001:db8:1::2]", "[2001:db8:1:0:0:0:0:2]");
  }

  @Test
  void transportCheck19_rangesAndBitmapsAreReadAlike() {
    for (String name : Vectors.object("acks").keySet()) {
      Map<String, String> row = Vectors.strings("acks", name);
      String ranges = read(row, "range");

      assertThat(ranges).isEqualTo(name.replaceAll("(^|,)(\\d+)(?=,|$)", "$1$2-$2"));
      assertThat(read(row, "bitmap")).isEqualTo(ranges);
    }
  }

  private String read(Map<String, String> row, String form) {
    byte[] chunk = Vectors.hex(Objects.requireNonNull(row.get(form)));
    reader.reset(chunk, 0, chunk.length);
    var ack = (Ack) reader.next();
    assertThat(ack.flowId).isEqualTo(5);
    assertThat(ack.bufferBlocks).isEqualTo(127);
    var text = new StringBuilder("0-" + ack.cumulative);
    while (ack.nextRange()) {
      text.append(',').append(ack.rangeFrom).append('-').append(ack.rangeTo);
    }
    return text.toString();
  }

  @Test
  void transportCheck18_cutPairsAreIgnored() {
    for (int cut = 0; cut < 4; cut++) {
      byte[] chunk = Vectors.hex("510009057f10000001030101".substring(0, 24 - 2 * cut));
      chunk[2] = (byte) (9 - cut);
      reader.reset(chunk, 0, chunk.length);
      var ack = (Ack) reader.next();
      assertThat(ack.cumulative).isEqualTo(16);
      int count = 0;
      while (ack.nextRange()) {
        count++;
      }
      assertThat(count).isEqualTo(3 - (cut + 1) / 2);
    }
  }

  @Test
  void rangesThatOverflowEndTheAck() {
    byte[] chunk =
        Vectors.hex("510018057f10" + "0000" + "ffffffffffffffff7f" + "00" + "00000000000000");
    chunk[2] = (byte) (chunk.length - 3);
    reader.reset(chunk, 0, chunk.length);
    var ack = (Ack) reader.next();
    assertThat(ack.nextRange()).isTrue();
    for (int i = 0; i < 10; i++) {
      if (ack.nextRange()) {
        assertThat(ack.rangeFrom).isPositive();
        assertThat(ack.rangeTo).isGreaterThanOrEqualTo(ack.rangeFrom);
      }
    }
  }

  @Test
  void vectorsCheck1_userDataChunksDecode() {
    assertThat(userData(row("flow 2 seq 5 fsn 2 whole 00 01 02")))
        .containsExactly("2 5 2 00 000102");
    assertThat(
            userData(row("flow 2 seq 5 fsn 2 whole 00 01 02") + row("next (seq 6) whole 03 04 05")))
        .containsExactly("2 5 2 00 000102", "2 6 2 00 030405");
    assertThat(userData(row("FSN update: abandon 60, flow 3"))).containsExactly("3 60 60 02 ");
    assertThat(userData(row("Flash-safe final: ABN|FIN empty, flow 3 seq 61 fsn 60")))
        .containsExactly("3 61 60 03 ");
    assertThat(userData(row("NetStream 5 data flow id 4 in return to flow 2")))
        .containsExactly("4 1 0 80 14000000000200086f6e537461747573");
    var fragments =
        (List<?>)
            Objects.requireNonNull(
                Vectors.object("userdata")
                    .get("begin/middle/end of ABCDEF, flow 3, seq 10-12, fsn 9"));
    assertThat(fragments.stream().flatMap(each -> userData(each.toString()).stream()).toList())
        .containsExactly("3 10 9 10 4142", "3 11 9 30 4344", "3 12 9 20 4546");
    assertThat(read(row("buffer probe flow 300"))).isEqualTo(new Chunk.BufferProbe(300));
    assertThat(read(row("exception flow 2 code 0"))).isEqualTo(new Chunk.FlowException(2, 0));
  }

  private static String row(String name) {
    return Objects.requireNonNull(Vectors.strings("userdata").get(name), name);
  }

  private Chunk read(String hex) {
    byte[] chunk = Vectors.hex(hex);
    reader.reset(chunk, 0, chunk.length);
    return reader.next();
  }

  private List<String> userData(String hex) {
    var found = new ArrayList<String>();
    for (Chunk chunk = read(hex); chunk instanceof UserData data; chunk = reader.next()) {
      byte[] bytes = Arrays.copyOfRange(data.packet, data.dataFrom, data.dataTo);
      found.add(
          data.flowId
              + " "
              + data.sequence
              + " "
              + data.forwardSequence
              + " "
              + String.format("%02x", data.flags)
              + " "
              + Vectors.hex(bytes));
    }
    return found;
  }
}
