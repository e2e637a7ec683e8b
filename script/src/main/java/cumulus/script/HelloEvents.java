package cumulus.script;

import cumulus.script.app.AppPath;
import cumulus.script.app.Applications;
import cumulus.script.app.Calls;
import cumulus.script.app.Outcome;
import cumulus.script.bind.ScriptRuntime;
import cumulus.script.lua.LuaStack;
import cumulus.server.Handshake;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Asks applications where hellos are to be sent (multi-server section 6). */
final class HelloEvents {
  private static final String HANDSHAKE = "onHandshake";
  private static final String UNKNOWN_PEER = "onRendezVousUnknown";

  /** Paths of which is remembered until the next tick that no application can be started there. */
  private static final int MAX_ABSENT = 4096;

  private final ScriptRuntime runtime;
  private final Applications applications;
  private final Calls calls;
  private final Set<String> absent = new HashSet<>();
  private boolean isCurrent;
  private boolean wantsHandshakes;
  private boolean wantsUnknownPeers;

  HelloEvents(ScriptRuntime runtime, Applications applications, Calls calls) {
    this.runtime = runtime;
    this.applications = applications;
    this.calls = calls;
  }

  /** What is wanted may have changed. */
  void changed() {
    isCurrent = false;
    absent.clear();
  }

  /** True if an application defines the event, or might when it is started. */
  boolean wantsHandshakes() {
    update();
    return wantsHandshakes;
  }

  boolean wantsUnknownPeers() {
    update();
    return wantsUnknownPeers;
  }

  List<String> onHandshake(Handshake handshake) {
    String path = AppPath.of(handshake.path());
    if (absent.contains(path)) {
      return List.of();
    }
    if (!applications.isRunning(path)) {
      if (!applications.mayStart(path)) {
        if (absent.size() < MAX_ABSENT) {
          absent.add(path);
        }
        return List.of();
      }
      applications.start(path);
    }
    return addresses(
        path,
        HANDSHAKE,
        handshake.address().toString(),
        stack -> {
          stack.push(handshake.address().toString());
          stack.push(path);
          push(stack, handshake.query());
          stack.push(handshake.attempts());
        });
  }

  List<String> onRendezVousUnknown(byte[] peerId) {
    var all = new ArrayList<String>();
    for (String path : applications.running()) {
      if (calls.registers(path, UNKNOWN_PEER)) {
        all.addAll(addresses(path, UNKNOWN_PEER, "", stack -> stack.push(peerId)));
      }
    }
    return all;
  }

  private void update() {
    if (isCurrent) {
      return;
    }
    isCurrent = true;
    wantsHandshakes = applications.mayStartMore();
    wantsUnknownPeers = false;
    var _ =
        runtime.call(
            "look for handlers",
            runtime.functionSlot("asks"),
            _ -> {},
            (stack, first, _) -> {
              wantsHandshakes |= stack.truth(first);
              wantsUnknownPeers = stack.truth(first + 1);
              return wantsHandshakes;
            });
  }

  private List<String> addresses(
      String path, String event, String who, Consumer<LuaStack> arguments) {
    Outcome<List<String>> outcome =
        calls.event(path, event, who, Integer.MAX_VALUE, arguments, this::read);
    return outcome instanceof Outcome.Done<List<String>>(List<String> found) ? found : List.of();
  }

  /** Results in any mixture and nesting. */
  private List<String> read(LuaStack stack, int first, int count) {
    if (count == 0 || !stack.hasRoom(count + 2)) {
      return List.of();
    }
    stack.pushKept(runtime.functionSlot("addresses"));
    for (int i = 0; i < count; i++) {
      stack.copy(first + i);
    }
    var found = new ArrayList<String>();
    if (stack.call(count, 1)) {
      int table = stack.top();
      for (int i = 1; i <= stack.length(table); i++) {
        stack.rawGet(table, i);
        found.add(stack.text(-1));
        stack.pop(1);
      }
    }
    return found;
  }

  private static void push(LuaStack stack, Map<String, String> properties) {
    stack.newTable(0, properties.size());
    properties.forEach(
        (name, value) -> {
          stack.push(name);
          stack.push(value);
          stack.rawSet(-3);
        });
  }
}
