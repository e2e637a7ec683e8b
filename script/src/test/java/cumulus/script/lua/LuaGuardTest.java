package cumulus.script.lua;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.script.NativeLibrary;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the guard does to the state itself. */
class LuaGuardTest {
  private static final long LIMIT_NANOS = 50_000_000;

  private static int loseHook(LuaState of) {
    while (of.api().gethook(of.stack().state()) == 0) {
      Thread.onSpinWait();
    }
    of.api().sethook(of.stack().state(), 0, 0, 0);
    return 0;
  }

  /** As happens when Lua changes its mask of hooks in the moment in which the guard sets it. */
  @Test
  void aHookThatGotLostIsSetAgain() {
    var library = NativeLibrary.stock(Path.of(System.getProperty("cumulus.natives")));
    var made = new LuaState[1];
    try (var state = new LuaState(library, _ -> loseHook(made[0]))) {
      made[0] = state;
      LuaStack stack = state.stack();
      state.load(
          "=prepare", "jit.off() debug.sethook(function() error('stopped', 0) end, '', 2 ^ 30)");
      assertThat(stack.call(0, 0)).isTrue();
      try (var guard = new LuaGuard(state, LIMIT_NANOS, Long.MAX_VALUE, _ -> {})) {
        guard.start();
        state.load("=loop", "local loseHook = ... loseHook() for i = 1, 2e9 do end");
        state.pushEntry();
        guard.begin("loop");
        assertThat(stack.call(1, 0)).isFalse();
        guard.end();
        assertThat(stack.text(-1)).isEqualTo("stopped");
      }
    }
  }
}
