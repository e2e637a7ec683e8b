package cumulus.script;

import cumulus.flash.amf.AmfValue;
import cumulus.flash.message.MessageType;
import cumulus.rtmfp.Payload;
import cumulus.script.object.ClientObject;
import cumulus.script.object.Clients;
import cumulus.server.Client;
import cumulus.server.MediaPacket;
import cumulus.server.Publication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * By hand, {@code -Dcosts}: what events, properties, methods and calls cost, on a client in a real
 * session. Prints nanoseconds of the application thread per operation, the median of {@value
 * #WINDOWS} windows; asserts nothing.
 */
@EnabledIfSystemProperty(named = "costs", matches = ".*")
class CostsTest {
  private static final int WINDOWS = 9;
  private static final int WARM_UP = 60_000;
  private static final int TURNS = 100_000;
  private static final int PACKET_BYTES = 1200;

  /** A loop over an expression of {@code client}; what the loop costs by itself is left out. */
  private static final String LOOP =
      """
      local host = ...
      function host.loop(client, expression, turns)
        local chunk = assert(loadstring(
          "local client, turns, clients, id = ...\\n" ..
          "for i = 1, turns do local _ = " .. expression .. " end"))
        chunk(client, turns, cumulus.clients, client.id)
      end
      """;

  private static final List<String> EXPRESSIONS =
      List.of(
          "client.nick",
          "client.id",
          "client.ping",
          "client.address",
          "clients.count",
          "cumulus.epochTime",
          "client.writer",
          "client.writer.reliable",
          "client.film.videoQOS.lostRate",
          "client.film.listeners.count",
          "client.nothing",
          "clients(id)",
          "cumulus:absolutePath('a')",
          "cumulus:md5('a')",
          "client:greet(1)");

  @TempDir private Path directory;

  @Test
  void costs() {
    try (var bed = new SessionBed(directory)) {
      bed.file(
              "main.lua",
              """
              function onConnection(client)
                client.nick = "nick"
                function client:greet(number) return number end
                function client:handle(text)
                  onVideoPacket = nil
                  setfenv(loadstring(text), getfenv(1))()
                end
              end
              function onPublish(client, publication) client.film = publication end
              """)
          .start();
      ScriptedClient connected = bed.connect("");
      connected.stream().publish("film");
      bed.settle();
      Client client = bed.control.clients().getFirst();
      properties(bed, client);
      packets(bed, connected, client);
      var arguments = List.of(AmfValue.of("greeted"), AmfValue.of(7));
      measure(
          "call of client:greet(text, number)",
          0,
          turns -> {
            for (int i = 0; i < turns; i++) {
              var _ = bed.application.onCall(client, "greet", arguments);
            }
          });
    }
  }

  private static void properties(SessionBed bed, Client client) {
    var runtime = bed.application.runtime();
    runtime.extend("loop", LOOP);
    double empty = measure("empty loop", 0, turns -> loop(bed, client, "i", turns));
    for (String expression : EXPRESSIONS) {
      measure(expression, empty, turns -> loop(bed, client, expression, turns));
    }
  }

  private static void loop(SessionBed bed, Client client, String expression, int turns) {
    var runtime = bed.application.runtime();
    runtime.run(
        "costs",
        "loop",
        stack -> {
          runtime.objects().push(stack, ClientObject.TYPE, Clients.of(client));
          stack.push(expression);
          stack.push(turns);
        });
  }

  private static void packets(SessionBed bed, ScriptedClient connected, Client client) {
    Publication film = bed.control.publication("film").orElseThrow();
    byte[] body = new byte[PACKET_BYTES];
    var packet = new MediaPacket(MessageType.VIDEO, 40, Payload.wrap(body));
    for (String handler :
        List.of(
            "",
            "function onVideoPacket() end",
            "function onVideoPacket(client, publication, time) end",
            "function onVideoPacket(client, publication, time, packet) end",
            "function onVideoPacket(...) end")) {
      connected.send("handle", AmfValue.of(handler));
      measure(
          handler.isEmpty() ? "no onVideoPacket" : handler,
          0,
          turns -> {
            for (int i = 0; i < turns; i++) {
              body[0]++;
              body[1] = (byte) (i >> 8);
              bed.application.onMedia(client, film, packet);
            }
          });
    }
  }

  private static double measure(String what, double less, IntConsumer work) {
    for (int i = 0; i < WARM_UP; i += WARM_UP / 10) {
      work.accept(WARM_UP / 10);
    }
    var nanos = new double[WINDOWS];
    for (int i = 0; i < WINDOWS; i++) {
      long before = threadNanos();
      work.accept(TURNS);
      nanos[i] = (double) (threadNanos() - before) / TURNS - less;
    }
    Arrays.sort(nanos);
    System.out.printf("%7.1f ns  %s%n", nanos[WINDOWS / 2], what);
    return nanos[WINDOWS / 2] + less;
  }

  /** What this thread has run, as Linux counts it. */
  private static long threadNanos() {
    LockSupport.parkNanos(1000); // brings the count up to date
    try {
      String counts = Files.readString(Path.of("/proc/thread-self/schedstat"));
      return Long.parseLong(counts.substring(0, counts.indexOf(' ')));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
