package cumulus.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lua 5.1 in the place of LuaJIT, and native modules in both. */
class LuaLibrariesTest {
  private static final Path DEBIAN_LUA = Path.of("/usr/lib/x86_64-linux-gnu/liblua5.1.so.0");
  private static final Path DEBIAN_MODULES = Path.of("/usr/lib/x86_64-linux-gnu/lua/5.1");

  private static final String LOOP = "while true do end";
  private static final String OVERDUE =
      "/test/www/main.lua:1: /test/www/main.lua ran longer than 0.5 s (script.timeLimit)";

  private static final String MODULES =
      """
      print(require("cjson").encode({ a = { 1, 2 } }))
      print(require("socket")._VERSION, type(require("socket.core").tcp))
      """;

  @Test
  void theLua51ThatComesWithTheServerRunsScripts() throws Exception {
    checkLua51(Natives.lua51());
  }

  @Test
  void theLua51OfDebianRunsScripts() throws Exception {
    assumeTrue(Files.exists(DEBIAN_LUA), "needs the Debian package liblua5.1-0");
    checkLua51(DEBIAN_LUA);
  }

  private static void checkLua51(Path library) throws Exception {
    assertThat(
            OtherProcess.run(
                library,
                "print(_VERSION, jit)",
                LOOP,
                "coroutine.wrap(function() while true do end end)()",
                "local co = coroutine.create(function() while true do pcall(error, 1) end end)"
                    + " while true do coroutine.resume(co) end",
                "coroutine.wrap(function() coroutine.wrap(function() while true do"
                    + " pcall(function() while true do end end) end end)() end)()",
                "local co = coroutine.create(function(...) local n = ... while true do n = n +"
                    + " coroutine.yield(n) end end)"
                    + " print(coroutine.resume(co, 1), select(2, coroutine.resume(co, 5)))",
                "print(pcall(coroutine.wrap, 1))",
                "print(select(2, pcall(function() return cumulus.md5('x') end)))",
                "print(cumulus:toAMF0('x'):byte(1, -1))"))
        // coroutine.wrap of Lua 5.1 puts its place before each message that it passes on
        .extracting(line -> line.replaceAll("(/test/www/main.lua:1: )+", "$1"))
        .containsExactly(
            "Lua 5.1 nil",
            OVERDUE,
            OVERDUE,
            OVERDUE,
            OVERDUE,
            "true 6",
            "false bad argument #1 to 'wrap' (Lua function expected)",
            "",
            "2 0 1 120");
  }

  @Test
  void nativeModulesLoadInLuaJit() throws Exception {
    checkModules(Natives.luaJit());
  }

  @Test
  void nativeModulesLoadInLua51() throws Exception {
    checkModules(Natives.lua51());
  }

  private static void checkModules(Path library) throws Exception {
    assumeTrue(
        Files.exists(DEBIAN_MODULES.resolve("cjson.so"))
            && Files.exists(DEBIAN_MODULES.resolve("socket/core.so")),
        "needs the Debian packages lua-cjson and lua-socket");
    List<String> printed = OtherProcess.run(library, MODULES);
    assertThat(printed).hasSize(2);
    assertThat(printed.getFirst()).isEqualTo("{\"a\":[1,2]}");
    assertThat(printed.getLast()).startsWith("LuaSocket 3").endsWith(" function");
  }
}
