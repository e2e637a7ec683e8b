package cumulus.rtmfp.session;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.rtmfp.Address;
import cumulus.rtmfp.Params;
import cumulus.rtmfp.Transmit;
import cumulus.rtmfp.crypto.PacketCipher;
import cumulus.rtmfp.trace.Trace;
import cumulus.rtmfp.wire.Chunk;
import cumulus.rtmfp.wire.ChunkReader;
import cumulus.rtmfp.wire.PacketHeader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Startup packets too large for a datagram (RFC 7016 section 2.3.1). */
final class PacketFragmentsTest {
  private static final Address FAR = Address.ipv4(0x7f000001, 1935);
  private static final long SECOND = 1_000_000_000L;

  @Test
  void anOversizePacketTravelsInFragmentsInAnyOrder() throws Exception {
    byte[] certificate = new byte[3000];
    new SplittableRandom(1).nextBytes(certificate);
    List<Chunk.PacketFragment> fragments = send(certificate);
    assertThat(fragments).hasSize(3);
    Collections.reverse(fragments);
    var assembler = new PacketAssembler();
    assembler.add(0, FAR, fragments.getFirst());
    assertThat(join(assembler, fragments)).isEqualTo(certificate);
  }

  @Test
  void whatIsInProgressIsBoundedAndForgotten() {
    var assembler = new PacketAssembler();
    byte[] bytes = new byte[1000];
    for (int id = 0; id < 1000; id++) {
      assembler.add(0, FAR, new Chunk.PacketFragment(false, id, 0, bytes));
    }
    assertThat(assembler.size()).isEqualTo(Params.MAX_ASSEMBLIES);
    long late = 2 * SECOND;
    var last = new Chunk.PacketFragment(true, 999, 1, bytes);
    assertThat(assembler.add(late, FAR, last)).as("the first part is stale").isEmpty();
    for (int number = 0; number < 100; number++) {
      assembler.add(late, FAR, new Chunk.PacketFragment(false, 5000, number, bytes));
    }
    assertThat(assembler.add(late, FAR, new Chunk.PacketFragment(true, 5000, 100, bytes)))
        .isEmpty();
  }

  private static byte[] join(PacketAssembler assembler, List<Chunk.PacketFragment> fragments)
      throws Exception {
    for (Chunk.PacketFragment fragment : fragments) {
      Optional<byte[]> whole = assembler.add(0, FAR, fragment);
      if (whole.isPresent()) {
        var reader = new ChunkReader();
        int from = new PacketHeader().read(whole.get(), 0, whole.get().length);
        reader.reset(whole.get(), from, whole.get().length);
        return ((Chunk.ResponderHello) reader.next()).certificate();
      }
    }
    throw new AssertionError("not whole");
  }

  private static List<Chunk.PacketFragment> send(byte[] certificate) throws Exception {
    var queue = new StartupQueue(Trace.NONE);
    queue.send(
        0,
        FAR,
        0,
        packet ->
            packet
                .chunk(Chunk.RESPONDER_HELLO)
                .counted(new byte[16])
                .counted(new byte[64])
                .raw(certificate)
                .endChunk());
    var fragments = new ArrayList<Chunk.PacketFragment>();
    var group = new Transmit();
    var cipher = PacketCipher.defaultKey();
    byte[] plain = new byte[4096];
    while (queue.poll(group)) {
      assertThat(group.length()).isLessThanOrEqualTo(1200);
      long range = cipher.open(group.bytes(), 4, group.length(), plain);
      byte[] packet = Arrays.copyOfRange(plain, (int) (range >>> 32), (int) range);
      var reader = new ChunkReader();
      reader.reset(packet, new PacketHeader().read(packet, 0, packet.length), packet.length);
      fragments.add((Chunk.PacketFragment) reader.next());
    }
    return fragments;
  }
}
