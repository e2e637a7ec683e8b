package cumulus.rtmfp.flow;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.rtmfp.Delivery;
import cumulus.rtmfp.Limits;
import cumulus.rtmfp.Params;
import cumulus.rtmfp.Payload;
import cumulus.rtmfp.Priority;
import cumulus.rtmfp.RecvFlow;
import cumulus.rtmfp.SendFlowListener;
import cumulus.rtmfp.crypto.Vectors;
import cumulus.rtmfp.wire.Ack;
import cumulus.rtmfp.wire.Chunk;
import cumulus.rtmfp.wire.ChunkReader;
import cumulus.rtmfp.wire.PacketWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The computed vectors of acknowledgements and user data, written. */
final class FlowVectorsTest {
  private final QuietOwner owner = new QuietOwner();
  private final Flight flight = new Flight();

  @Test
  void transportCheck19_setsOfNumbersAreWrittenAsRanges() {
    for (String name : Vectors.object("acks").keySet()) {
      var ranges = new SequenceRanges();
      String[] runs = name.split(",", -1);
      // From the last to the first, so that runs are inserted in front and joined.
      for (int i = runs.length - 1; i >= 0; i--) {
        String[] ends = runs[i].split("-", -1);
        for (long number = Long.parseLong(ends[ends.length - 1]);
            number >= Math.max(1, Long.parseLong(ends[0]));
            number--) {
          ranges.add(number);
        }
      }
      var packet = new PacketWriter(0, 200, 0);
      packet.begin(200, 0, -1, -1);
      packet.chunk(Chunk.ACK_RANGES).vlu(5).vlu(127);
      ranges.writeTo(packet, packet.room());
      packet.endChunk();

      assertThat(hex(packet)).isEqualTo(Vectors.strings("acks", name).get("range"));
    }
  }

  @Test
  void vectorsCheck1_wholeMessagesInOnePacketAreWritten() {
    var flow = flow(2);
    packetWith(flow, 200, 1, 1, 1, 1);
    ack(flow, 2);
    flow.write(Payload.wrap(new byte[] {0, 1, 2}), Delivery.RELIABLE);
    flow.write(Payload.wrap(new byte[] {3, 4, 5}), Delivery.RELIABLE);

    assertThat(packet(flow, 200))
        .isEqualTo(row("flow 2 seq 5 fsn 2 whole 00 01 02") + row("next (seq 6) whole 03 04 05"));
  }

  @Test
  void vectorsCheck1_fragmentsOfAMessageAreWritten() {
    var flow = flow(3);
    packetWith(flow, 300, 1, 1, 1, 1, 1, 1, 1, 1, 1);
    ack(flow, 9);
    flow.write(Payload.wrap(Vectors.hex("414243444546")), Delivery.RELIABLE);
    // Flags, chunk header, four fields and two bytes of data.
    var fragments = List.of(packet(flow, 10), packet(flow, 10), packet(flow, 10));

    assertThat(fragments)
        .isEqualTo(
            Vectors.object("userdata").get("begin/middle/end of ABCDEF, flow 3, seq 10-12, fsn 9"));
  }

  @Test
  void vectorsCheck1_abandonedNumberAndFinalNumberAreWritten() {
    var flow = flow(3);
    for (int i = 0; i < 60; i++) {
      packetWith(flow, 60, 1);
    }
    ack(flow, 59);
    flight.loseAll();
    assertThat(packet(flow, 60)).isEqualTo(row("FSN update: abandon 60, flow 3"));

    ack(flow, 60);
    flow.close();
    assertThat(packet(flow, 60))
        .isEqualTo(row("Flash-safe final: ABN|FIN empty, flow 3 seq 61 fsn 60"));
  }

  @Test
  void vectorsCheck1_startOptionsAreWritten() {
    byte[] metadata = Vectors.hex("54430405");
    RecvFlow answered = receiveQueue(2);
    var flow =
        new SendQueue(
            owner,
            flight,
            new FragmentPool(),
            4,
            metadata,
            Optional.of(answered),
            Priority.ROUTINE,
            SendFlowListener.NONE);
    flow.write(
        5, 0x1400000000L, Payload.wrap(Vectors.hex("0200086f6e537461747573")), Delivery.RELIABLE);

    assertThat(packet(flow, 100)).isEqualTo(row("NetStream 5 data flow id 4 in return to flow 2"));
  }

  @Test
  void vectorsCheck1_exceptionStandsInFrontOfTheAck() {
    ReceiveQueue flow = receiveQueue(2);
    flow.reject(0);
    var packet = new PacketWriter(0, 100, 0);
    packet.begin(100, 0, -1, -1);
    flow.writeAck(packet);

    assertThat(hex(packet)).isEqualTo(row("exception flow 2 code 0") + "51000402ff7f00");
  }

  @Test
  void vectorsCheck1_bufferProbeIsWritten() {
    var flow = flow(300);
    packetWith(flow, 100, 1);
    byte[] chunk = Vectors.hex("510004822c0001");
    read(flow, chunk);
    flow.write(Payload.wrap(new byte[1]), Delivery.RELIABLE);
    flow.onTimer(Params.PROBE_NANOS);

    assertThat(packet(flow, 100)).isEqualTo(row("buffer probe flow 300"));
  }

  private ReceiveQueue receiveQueue(long id) {
    return new ReceiveQueue(
        owner,
        Limits.DEFAULT,
        new ReassemblyBudget(1 << 20),
        new AssemblyBuffers(),
        id,
        new byte[0],
        Optional.empty());
  }

  private SendQueue flow(long id) {
    return new SendQueue(
        owner,
        flight,
        new FragmentPool(),
        id,
        new byte[] {'m'},
        Optional.empty(),
        Priority.ROUTINE,
        SendFlowListener.NONE);
  }

  private void packetWith(SendQueue flow, int room, int... lengths) {
    for (int length : lengths) {
      flow.write(Payload.wrap(new byte[length]), Delivery.ONCE);
    }
    packet(flow, room);
  }

  private static String packet(SendQueue flow, int length) {
    var packet = new PacketWriter(0, length, 0);
    packet.begin(length, 0, -1, -1);
    flow.writeTo(packet, false);
    return hex(packet);
  }

  private static String hex(PacketWriter packet) {
    return Vectors.hex(Arrays.copyOfRange(packet.bytes(), 1, packet.to()));
  }

  private static void ack(SendQueue flow, int cumulative) {
    read(flow, new byte[] {0x51, 0, 3, (byte) flow.id(), 0x7f, (byte) cumulative});
  }

  private static void read(SendQueue flow, byte[] chunk) {
    var reader = new ChunkReader();
    reader.reset(chunk, 0, chunk.length);
    flow.onAck((Ack) reader.next());
  }

  private static String row(String name) {
    return Objects.requireNonNull(Vectors.strings("userdata").get(name), name);
  }
}
