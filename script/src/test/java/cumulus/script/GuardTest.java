package cumulus.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardTest {
  private final ScriptBed bed = new ScriptBed(limits(200_000_000L), List.of());
  private final ScriptBed patient = new ScriptBed(limits(60_000_000_000L), List.of());

  private static ScriptSettings limits(long timeLimitNanos) {
    return new ScriptSettings(
        Natives.lua(),
        timeLimitNanos,
        48L << 20,
        ScriptSettings.Jit.AUTO,
        false,
        false,
        false,
        false);
  }

  @AfterEach
  void close() {
    bed.close();
    patient.close();
  }

  @Test
  void whoWatchesSleepsWhileNothingRunsAndWakesForTheNextCall() {
    for (int i = 0; i < 3; i++) {
      await().until(GuardTest::areWatchersAsleep);
      assertThat(bed.run("/test/www/main.lua", "while true do end"))
          .contains("ran longer than 0.2 s (script.timeLimit)");
    }
  }

  private static boolean areWatchersAsleep() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("script-watch"))
        .allMatch(thread -> thread.getState() == Thread.State.WAITING);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "while true do end",
        "local n = 0 while true do n = n + 1 end",
        "for i = 1, math.huge do local t = {} end",
        "local function f() return f() end f()",
        "coroutine.wrap(function() while true do end end)()",
        "local co = coroutine.create(function() while true do end end)"
            + " while true do coroutine.resume(co) end",
        "pcall(function() while true do end end) NOTE('went on')",
        "while true do pcall(function() while true do end end) end",
        "while true do pcall(error, 'x') end",
        "xpcall(function() while true do end end, function() while true do end end)",
        "while true do xpcall(error, function() while true do end end) end",
        "table.sort({3, 2, 1, 4, 5, 6}, function() while true do end end)",
        "string.gsub('abc', '.', function() while true do end end)",
        "setmetatable({}, {__index = function() while true do end end}).x = nil"
            + " print(setmetatable({}, {__index = function() while true do end end}).x)",
        "while true do cumulus:split('a,b', ',') end",
        "debug.sethook() while true do end",
        "if jit then jit.on() end while true do end",
        "while true do local _ = cumulus.clients end",
      })
  void aScriptWithoutEndIsInterrupted(String script) {
    assertThat(bed.run("/test/www/main.lua", script))
        .contains("ran longer than 0.2 s (script.timeLimit)")
        .contains("main.lua:1");
    assertThat(bed.log).noneMatch(line -> line.contains("went on"));
    bed.check("print(1 + 1)  --> 2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "local t = {} while true do t[#t + 1] = {} end",
        "local s = 'x' while true do s = s .. s end",
        "local t = {} for i = 1, 1e9 do t[i] = tostring(i) end",
        "local t = {} while true do pcall(function() t[#t + 1] = ('x'):rep(1000) .. #t end) end",
      })
  void aScriptThatHoardsMemoryIsInterrupted(String script) {
    assertThat(patient.run("/test/www/main.lua", script))
        .contains("uses more than 48 MiB (script.memory)");
    patient.runtime.collect();
    assertThat(patient.runtime.memoryBytes()).isLessThan(16 << 20);
    patient.check("print(1 + 1)  --> 2");
  }

  @Test
  void garbageIsNoReasonToInterrupt() {
    assertThat(
            patient.run("/t/www/main.lua", "for i = 1, 400 do local _ = ('x'):rep(1e6) .. i end"))
        .isEmpty();
  }

  @Test
  void aHangIsReportedOnceWithItsName() {
    var slow = "string.find(('a'):rep(22), ('a?'):rep(22) .. ('a'):rep(22) .. 'b')";
    bed.run("/slow onManage", slow);
    assertThat(bed.log)
        .filteredOn(line -> line.contains("hangs in a function that cannot be interrupted"))
        .singleElement()
        .asString()
        .startsWith("ERROR [0] /slow onManage hangs");
    bed.check("print(1 + 1)  --> 2");
  }

  @Test
  void standardInputIsAtItsEnd() {
    bed.check(
        """
        print(io.read())          --> nil
        print(io.stdin:read())    --> nil
        for line in io.lines() do
          print(line)
        end
        print(io.read(0))         --> nil
        """);
  }

  @Test
  void anErrorOfAFinalizerIsNoErrorOfTheScript() {
    bed.check(
        """
        local proxy = newproxy(true)
        getmetatable(proxy).__gc = function() error("in a finalizer") end
        proxy = nil
        collectgarbage()
        collectgarbage()
        print("alive")   --> alive
        """);
  }
}
