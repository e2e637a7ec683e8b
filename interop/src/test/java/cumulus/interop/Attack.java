package cumulus.interop;

import cumulus.client.NetConnection;
import cumulus.rtmfp.crypto.Certificate;
import cumulus.rtmfp.crypto.Datagram;
import cumulus.rtmfp.crypto.DhGroup;
import cumulus.rtmfp.crypto.EndpointDiscriminator;
import cumulus.rtmfp.crypto.Identity;
import cumulus.rtmfp.crypto.InitiatorKeying;
import cumulus.rtmfp.crypto.KeyingPolicy;
import cumulus.rtmfp.crypto.PacketCipher;
import cumulus.rtmfp.wire.Chunk;
import cumulus.rtmfp.wire.PacketHeader;
import cumulus.rtmfp.wire.PacketWriter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Floods a server on loopback with hellos from many sources that never answer, and with keying
 * under cookies that nobody gave out; real clients connect meanwhile. Then many connect at once. By
 * hand:
 *
 * <pre> Attack PORT SECONDS HELLOS_PER_SECOND KEYINGS_PER_SECOND CLIENTS_AT_ONCE </pre>
 */
public final class Attack implements AutoCloseable {
  private static final int SOURCES = 2000;
  private static final int TURN_MILLIS = 2;
  private static final int TIMEOUT_SECONDS = 60;

  private final InetSocketAddress server;
  private final List<DatagramChannel> sources = new ArrayList<>();
  private final SplittableRandom random = new SplittableRandom(1);
  private final PacketCipher cipher = PacketCipher.defaultKey();
  private final PacketWriter writer =
      new PacketWriter(PacketCipher.HEADROOM, 1200, PacketCipher.TAILROOM);
  private final byte[] datagram = new byte[1300];
  private final Identity identity = Identity.client(DhGroup.MODP_2, random);
  private final byte[] component;
  private long hellos;
  private long keyings;

  /** An attack from so many addresses, with a socket each. */
  Attack(int port, int sourceCount) throws Exception {
    server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    var far = Certificate.parse(Identity.server(random).certificate().encoded());
    component = InitiatorKeying.begin(identity, KeyingPolicy.DEFAULT, far, random).skic();
    for (int i = 0; i < sourceCount; i++) {
      byte[] address = {127, (byte) (1 + i / 250), (byte) (i % 250), (byte) (1 + i % 200)};
      var channel = DatagramChannel.open();
      channel.bind(new InetSocketAddress(InetAddress.getByAddress(address), 0));
      channel.configureBlocking(false);
      sources.add(channel);
    }
  }

  public static void main(String[] args) throws Exception {
    int port = Integer.parseInt(args[0]);
    System.out.printf("alone: %s ms%n", connect(port, 5));
    try (var attack = new Attack(port, SOURCES)) {
      int seconds = Integer.parseInt(args[1]);
      List<Long> times =
          attack.flood(seconds, Integer.parseInt(args[2]), Integer.parseInt(args[3]));
      System.out.printf(
          "%d hellos and %d keyings in %d s; clients meanwhile: %s ms%n",
          attack.hellos, attack.keyings, seconds, times);
    }
    atOnce(port, Integer.parseInt(args[4]));
  }

  /** Floods for so long; gives the times in which clients connected meanwhile, ms. */
  List<Long> flood(int seconds, int hellosPerSecond, int keyingsPerSecond) throws Exception {
    CompletableFuture<List<Long>> clients =
        CompletableFuture.supplyAsync(
            () -> connectFor(server.getPort(), seconds),
            command -> Thread.ofPlatform().daemon().start(command));
    long startNanos = System.nanoTime();
    long endNanos = startNanos + TimeUnit.SECONDS.toNanos(seconds);
    for (long now = startNanos; now - endNanos < 0; now = System.nanoTime()) {
      double elapsed = (now - startNanos) / 1e9;
      while (hellos < elapsed * hellosPerSecond) {
        send(hellos++, this::hello);
      }
      while (keyings < elapsed * keyingsPerSecond) {
        send(keyings++, this::keying);
      }
      Thread.sleep(TURN_MILLIS);
    }
    return clients.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
  }

  private void send(long number, Consumer<PacketWriter> chunk) throws IOException {
    writer.begin(1200, PacketHeader.MODE_STARTUP, (int) number & 0xffff, -1);
    chunk.accept(writer);
    int from = Datagram.SESSION_ID_LENGTH;
    int length = from + cipher.seal(writer.bytes(), writer.from(), writer.to(), datagram, from);
    Datagram.scramble(datagram, 0, length, 0);
    sources.get((int) (number % sources.size())).send(ByteBuffer.wrap(datagram, 0, length), server);
  }

  private void hello(PacketWriter packet) {
    byte[] wanted = EndpointDiscriminator.forUrl("rtmfp://127.0.0.1/attack").encoded();
    packet.chunk(Chunk.INITIATOR_HELLO).counted(wanted).raw(bytes(16)).endChunk();
  }

  private void keying(PacketWriter packet) {
    packet
        .chunk(Chunk.INITIATOR_KEYING)
        .int32(random.nextInt())
        .counted(bytes(64))
        .counted(identity.certificate().encoded())
        .counted(component)
        .int8(0x58)
        .endChunk();
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private static List<Long> connectFor(int port, int seconds) {
    long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    var times = new ArrayList<Long>();
    try {
      while (System.nanoTime() - endNanos < 0) {
        times.addAll(connect(port, 1));
        Thread.sleep(300);
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return times;
  }

  /** Connects clients one after the other; their times, ms. */
  private static List<Long> connect(int port, int clients) throws Exception {
    var times = new ArrayList<Long>();
    for (int i = 0; i < clients; i++) {
      long startNanos = System.nanoTime();
      try (var connection = open(port).get(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        times.add((System.nanoTime() - startNanos) / 1_000_000);
        connection.statistics().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      }
    }
    return times;
  }

  private static void atOnce(int port, int clients) throws Exception {
    long startNanos = System.nanoTime();
    var opening = new ArrayList<CompletableFuture<NetConnection>>();
    for (int i = 0; i < clients; i++) {
      opening.add(open(port));
    }
    for (CompletableFuture<NetConnection> each : opening) {
      each.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }
    long millis = (System.nanoTime() - startNanos) / 1_000_000;
    System.out.printf("%d clients at once: all connected after %d ms%n", clients, millis);
    opening.forEach(each -> each.join().closeLater());
    for (CompletableFuture<NetConnection> each : opening) {
      each.join().whenEnded().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }
  }

  private static CompletableFuture<NetConnection> open(int port) {
    return NetConnection.connect("rtmfp://127.0.0.1:" + port + "/attack");
  }

  @Override
  public void close() throws IOException {
    for (DatagramChannel each : sources) {
      each.close();
    }
  }
}
