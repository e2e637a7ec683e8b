package cumulus.script;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.script.amf.AmfBridge;
import cumulus.script.app.Calls;
import cumulus.script.app.ErrorLog;
import cumulus.script.bind.ObjectType;
import cumulus.script.bind.ScriptRuntime;
import cumulus.script.net.Mailer;
import cumulus.script.net.Sockets;
import cumulus.script.object.Clients;
import cumulus.script.object.ClientsObject;
import cumulus.script.object.CumulusObject;
import cumulus.script.object.Host;
import cumulus.script.object.Publications;
import cumulus.script.object.ScriptGroups;
import cumulus.script.object.ScriptServers;
import cumulus.server.Blacklist;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A real Lua state with the objects of the server, for tests of snippets: lines of Lua whose prints
 * say in a comment what they show.
 *
 * <pre>print(cumulus.publicAddress)   --&gt; host:1935</pre>
 */
final class ScriptBed implements AutoCloseable {
  private static final String EXPECTED = "-->";

  private static final String PRINT =
      """
      local host = ...
      function _G.print(...)
        local parts = {}
        for i = 1, select("#", ...) do
          parts[i] = tostring((select(i, ...)))
        end
        host.call("print", table.concat(parts, " "))
      end
      """;

  /** Everything logged, as {@code LEVEL file[line] text}. */
  final List<String> log = new CopyOnWriteArrayList<>();

  final ScriptRuntime runtime;
  private final List<String> printed = new CopyOnWriteArrayList<>();

  ScriptBed() {
    this(ScriptSettings.standard(Natives.lua()), List.of());
  }

  ScriptBed(ScriptSettings settings, List<ObjectType<?>> more) {
    runtime =
        new ScriptRuntime(
            settings,
            (level, file, line, text) -> log.add(level + " " + file + "[" + line + "] " + text));
    runtime.function("print", call -> printed.add(call.text(1)));
    var types = new java.util.ArrayList<ObjectType<?>>(List.of(CumulusObject.TYPE));
    types.add(ClientsObject.TYPE);
    types.addAll(AmfBridge.TYPES);
    types.addAll(Sockets.TYPES);
    types.addAll(Mailer.TYPES);
    types.addAll(more);
    runtime.function("serving", call -> call.push(""));
    runtime.boot(settings, types);
    ScriptLog scriptLog = (level, _, _, text) -> log.add(level + " " + text);
    var calls = new Calls(runtime, new ErrorLog(scriptLog), () -> {});
    var services =
        new ScriptServices(
            Path.of("server"),
            InstantSource.system(),
            "host:1935",
            Map.of("port", "1936"),
            scriptLog,
            work -> {},
            work -> {},
            () -> {},
            ScriptNetwork.STANDARD,
            new Blacklist());
    global(
        "cumulus",
        CumulusObject.TYPE,
        new Host(
            services.directory(),
            services.clock(),
            services.publicAddress(),
            services.configuration(),
            new AmfBridge(runtime),
            new Clients(runtime.objects()),
            new ScriptGroups(runtime.objects(), () -> ""),
            new ScriptServers(),
            new Publications(runtime.objects(), () -> ""),
            new Sockets(runtime, services, calls),
            new Mailer(runtime, services, calls),
            services.blacklist()));
    runtime.extend("print", PRINT);
  }

  /** Gives scripts an object under a global name. */
  <T> void global(String name, ObjectType<T> type, T object) {
    runtime.global(name, type, object);
  }

  /** Runs a text; answers the error, empty if there was none. */
  String run(String file, String text) {
    return runtime
        .call(
            file,
            runtime.functionSlot("runText"),
            stack -> {
              stack.push(file);
              stack.push(text);
            },
            (stack, first, count) ->
                stack.truth(first) ? "" : stack.text(first + 1) + "\n" + stack.text(first + 2))
        .orElse("the call was ended");
  }

  /** What was printed since the last time. */
  List<String> drainPrinted() {
    var lines = List.copyOf(printed);
    printed.clear();
    return lines;
  }

  /** Runs a snippet in which every print shows what its comment says, in order. */
  void check(String snippet) {
    printed.clear();
    assertThat(run("/test/www/main.lua", snippet)).isEmpty();
    var expected = snippet.lines().filter(line -> line.contains(EXPECTED)).toList();
    assertThat(printed)
        .containsExactlyElementsOf(
            expected.stream()
                .map(line -> line.substring(line.indexOf(EXPECTED) + EXPECTED.length()).strip())
                .toList());
  }

  @Override
  public void close() {
    runtime.close();
  }
}
