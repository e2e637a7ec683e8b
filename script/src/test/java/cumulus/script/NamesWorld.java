package cumulus.script;

import cumulus.flash.amf.AmfValue;
import cumulus.links.FrameTrace;
import cumulus.links.LinkSettings;
import cumulus.links.LinkTarget;
import cumulus.links.Links;
import cumulus.rtmfp.Payload;
import cumulus.script.ScriptedClient.Stream;
import cumulus.server.ServerSettings;
import cumulus.testkit.Variant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;

/**
 * A server on which each kind of object lives and each event has happened once, for the checks of
 * {@code names.txt}.
 */
final class NamesWorld implements AutoCloseable {
  private static final String OTHER =
      """
      function onServerConnection(server)
        for _, name in ipairs({ "toAll", "toOne", "toTargets" }) do
          server[name] = function() NOTE("arrives ", name) end
        end
      end
      """;

  private static final String CHILD =
      """
      function onServerDisconnection() _G.gone = "/other" end
      function onStop(path) _G.stopped = path end
      """;

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Where something is missing on purpose. */
  private static final Duration IMPATIENCE = Duration.ofSeconds(3);

  final SessionBed bed;
  private final LinkedHost other;
  private final Duration patience;
  private final Links links;
  private final ScriptedClient ann;
  private final Stream film;

  /** With one binding taken away, if the names are not empty. */
  NamesWorld(Path directory, String object, String name) {
    bed =
        new SessionBed(
            directory.resolve("one"),
            ScriptSettings.standard(Natives.luaJit()),
            ServerSettings.DEFAULT,
            Variant.loops(),
            new ScriptNetwork(
                Optional.of(TcpPeer.LOOPBACK), "127.0.0.1", freePort(), Duration.ofSeconds(1)));
    patience = name.isEmpty() ? PATIENCE : IMPATIENCE;
    if (!name.isEmpty()) {
      bed.application
          .runtime()
          .extend(
              "mutation", resource("mutation.lua").replace("OBJECT", object).replace("NAME", name));
    }
    try {
      other = new LinkedHost(directory.resolve("two"), "other.example:1935", "");
      other.file("main.lua", OTHER).start();
      links = links(other.address() + "?colour=red");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    bed.file("main.lua", resource("main.lua")).file("other/main.lua", CHILD).start();
    try {
      links.start();
      pumpUntil(() -> links.servers().all().list().size() == 1);
      ann = bed.connect("?colour=blue", AmfValue.of("hello"));
      film = live();
    } catch (RuntimeException | AssertionError e) {
      close();
      throw e;
    }
  }

  /** The links of this server to the other. */
  private Links links(String target) throws IOException {
    var opened =
        Links.open(
            new LinkSettings(
                Optional.of(InetAddress.ofLiteral("127.0.0.1")),
                OptionalInt.empty(),
                LinkTarget.parseAll(target),
                "",
                19352,
                "",
                1 << 20),
            () -> {},
            _ -> {},
            FrameTrace.NONE);
    bed.application.link(opened.servers());
    return opened;
  }

  /** Brings everything about; answers a stream that plays. */
  private Stream live() {
    var bob = bed.connect("other");
    ann.join("room");
    bob.join("room");
    Stream playing = bob.stream();
    var published = ann.stream();
    published.get().publish("film");
    bed.settle();
    playing.get().play("film");
    bed.settle();
    published.get().sendAudio(0, bytes(0xaf, 1, 'a'));
    published.get().sendVideo(0, bytes(0x17, 1, 'b'));
    published.get().sendData(0, "cue", List.of(AmfValue.of("x")));
    bed.settle();
    leave(bed.connect(""));
    var dan = bed.connect("");
    bed.kill(dan);
    bed.run(Duration.ofMinutes(10));
    bed.application.onRendezVousUnknown("u".repeat(32).getBytes(StandardCharsets.UTF_8));
    bed.file("other/main.lua", CHILD + "\n-- changed\n");
    ann.send("live", AmfValue.of(freePort()), AmfValue.of(freePort()));
    bed.tick();
    pumpUntil(() -> ann.call("isReady").equals("TRUE"));
    return playing;
  }

  /** Does what is to be seen ending. */
  private void leave(ScriptedClient carl) {
    carl.join("room");
    carl.stream().get().publish("second");
    carl.stream().get().play("film");
    bed.settle();
    carl.close();
  }

  private static Payload bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return Payload.wrap(bytes);
  }

  private static int freePort() {
    try {
      return TcpPeer.freePort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Empty if a line of {@code names.txt} is right about a name. */
  String problem(Names.Name name) {
    String answer = ann.call("check", AmfValue.of(name.check()));
    if (answer.startsWith("\"told ")) {
      answer = told(answer.substring("\"told ".length(), answer.length() - 1));
    } else if (answer.startsWith("\"sees ")) {
      bed.settle();
      String sight = answer.substring("\"sees ".length(), answer.length() - 1);
      answer = film.told.contains(sight) ? "TRUE" : film.told.toString();
    } else if (answer.startsWith("\"arrives ")) {
      String arrival = "NOTE " + answer.substring(1, answer.length() - 1);
      pumpUntil(() -> other.log.contains(arrival));
      answer = other.log.contains(arrival) ? "TRUE" : "nothing arrives";
    }
    if (!answer.equals("TRUE")) {
      return name.check() + " is " + answer;
    }
    return name.kind().equals("read-only") ? hiding(name) : "";
  }

  /** A read-only name can be hidden by a member of the script, with a warning. */
  private String hiding(Names.Name name) {
    int before = bed.warnings().size();
    String answer = ann.call("hides", AmfValue.of(name.object()), AmfValue.of(name.name()));
    List<String> warnings = bed.warnings().subList(before, bed.warnings().size());
    boolean isWarned =
        warnings.stream().anyMatch(line -> line.contains("." + name.name() + " is read-only"));
    return answer.equals("TRUE") && isWarned ? "" : "hiding gives " + answer + " and " + warnings;
  }

  /** What a client gets of what a writer's method wrote. */
  private String told(String method) {
    int before = ann.told.size();
    String answer = ann.call(method, AmfValue.of(5));
    String told = String.join(" ", ann.told.subList(before, ann.told.size()));
    String expected =
        switch (method) {
          case "writeAMFResult" -> "result 5";
          case "writeAMFMessage" -> "told(5)";
          default -> "status NetConnection.Told (so)";
        };
    return told.equals(expected) ? "TRUE" : answer + " " + told;
  }

  /** Runs both servers until the condition holds; not for ever, since a mutation may break it. */
  private void pumpUntil(BooleanSupplier condition) {
    long end = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() < end) {
      links.servers().advance(System.nanoTime());
      other.turn();
      bed.run(Duration.ofMillis(1));
      try {
        Thread.sleep(1);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  private static String resource(String name) {
    try (var in = NamesWorld.class.getResourceAsStream("names/" + name)) {
      if (in == null) {
        throw new AssertionError("no resource names/" + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    bed.close();
    links.close();
    other.close();
  }
}
