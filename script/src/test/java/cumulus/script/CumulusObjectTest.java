package cumulus.script;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CumulusObjectTest {
  private final ScriptBed bed = new ScriptBed();

  @AfterEach
  void close() {
    bed.close();
  }

  @Test
  void luaApiCheck16_aMethodWithoutSelfLogsAndReturnsNothing() {
    bed.check(
        """
        print(select("#", cumulus.md5("x")))     --> 0
        print(select("#", cumulus.md5()))        --> 0
        print(select("#", cumulus.md5({}, "x"))) --> 0
        """);
    assertThat(bed.log)
        .hasSize(3)
        .allMatch(line -> line.startsWith("ERROR www/main.lua["))
        .allMatch(line -> line.contains("use ':' to call the method: cumulus:md5(...)"));
  }

  @Test
  void luaApiCheck37_splitCutsAtEachSeparator() {
    bed.check(
        """
        local function show(...)
          local t = { ... }
          for i = 1, select("#", ...) do t[i] = "[" .. t[i] .. "]" end
          print(select("#", ...) .. table.concat(t))
        end
        show(cumulus:split("a,b,,c", ","))       --> 4[a][b][][c]
        show(cumulus:split("a,b,,c", ",", 1))    --> 3[a][b][c]
        show(cumulus:split(" a , b ,, c ", ",", 2)) --> 4[a][b][][c]
        show(cumulus:split(" a , b ,, c ", ",", 3)) --> 3[a][b][c]
        show(cumulus:split("", ","))             --> 0
        show(cumulus:split("a,", ","))           --> 2[a][]
        show(cumulus:split(",", ","))            --> 2[][]
        show(cumulus:split("a;b,c", ",;"))       --> 3[a][b][c]
        show(cumulus:split("abc", ""))           --> 1[abc]
        show(cumulus:split("aXYb", "XY"))        --> 3[a][][b]
        show(cumulus:split(" , ", ",", 2))       --> 2[][]
        show(cumulus:split(" , ", ",", 3))       --> 0
        show(cumulus:split())                    --> 0
        show(cumulus:split("a,b", ",", "x"))     --> 2[a][b]
        show(cumulus:split(1.5, "."))            --> 2[1][5]
        """);
  }

  @Test
  void luaApiCheck38_digestsAreRawBytes() {
    bed.check(
        """
        local function hex(s) return (s:gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end
        print(hex(cumulus:md5("a")))      --> 0cc175b9c0f1b6a831c399e269772661
        print(#cumulus:md5("a"))          --> 16
        print(hex(cumulus:sha256("a")))   --> ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb
        print(#cumulus:sha256("a"))       --> 32
        print(select("#", cumulus:md5("a", {}, "b")))   --> 3
        print((select(2, cumulus:md5("a", {}, "b"))))   --> nil
        print(hex(cumulus:md5(1)) == hex(cumulus:md5("1")))   --> true
        """);
    assertThat(bed.log).hasSize(2).allMatch(line -> line.startsWith("ERROR www/main.lua["));
  }

  @Test
  void luaApiCheck39_epochTimeIsTheWallClockInMilliseconds() {
    bed.check(
        """
        local t = cumulus.epochTime
        print(t % 1)                              --> 0
        print(math.abs(t / 1000 - os.time()) < 2) --> true
        print(cumulus.epochTime >= t)             --> true
        """);
  }

  @Test
  void luaApiCheck42_linesOfTheLogShowValuesAndTheirPlace() {
    assertThat(bed.run("/any/where/www/main.lua", "\nNOTE('n', 1, true, nil)\nERROR()")).isEmpty();
    bed.run("/x/www/a/b/main.lua", "INFO({}, print, false, 1.5, 'a\\0b')");
    assertThat(bed.log.get(0)).isEqualTo("NOTE www/main.lua[2] n1(true)(null)");
    assertThat(bed.log.get(1)).isEqualTo("ERROR www/main.lua[3] ");
    assertThat(bed.log.get(2))
        .matches("INFO b/main.lua\\[1] table_[0-9a-f]+function_[0-9a-f]+\\(false\\)1.5a\0b");
  }

  @Test
  void luaApiCheck45_absolutePathEndsInOneSlash() {
    bed.check(
        """
        local root = cumulus:absolutePath("")
        print(root:sub(1, 1) .. root:match("/server/www/$"))  --> //server/www/
        print(cumulus:absolutePath() == root)                 --> true
        print(cumulus:absolutePath("/a/b") == root .. "a/b/") --> true
        print(cumulus:absolutePath("/a/b/") == root .. "a/b/") --> true
        """);
  }

  @Test
  void configurationCheck5_configsAreTextsInTables() {
    bed.check(
        """
        print(type(cumulus.configs.port), cumulus.configs.port)   --> string 1936
        print(cumulus.configs.threads)                            --> nil
        print(cumulus.configs == cumulus.configs)                 --> true
        print(cumulus.publicAddress)                              --> host:1935
        """);
  }

  @Test
  void anObjectIsATableOfTheScriptsOwnMembers() {
    bed.check(
        """
        print(type(cumulus))                       --> table
        print(next(cumulus), #cumulus)             --> nil 0
        cumulus.mine = 1
        print(next(cumulus))                       --> mine 1
        print(getmetatable(cumulus))               --> change metatable of this object is prohibited
        print(pcall(setmetatable, cumulus, {}))    --> false cannot change a protected metatable
        print(cumulus.nothing)                     --> nil
        print(rawget(_G, "cumulus"))               --> nil
        cumulus.md5 = function() return "hidden" end
        print(cumulus:md5("a"))                    --> hidden
        cumulus.md5 = nil
        print(#cumulus:md5("a"))                   --> 16
        """);
    assertThat(bed.log).isEmpty();
  }

  @Test
  void aReadOnlyNameCanBeHiddenWithAWarning() {
    bed.check(
        """
        cumulus.publicAddress = "z"
        cumulus.publicAddress = "y"
        print(cumulus.publicAddress)   --> y
        """);
    assertThat(bed.log)
        .containsExactly(
            "WARN www/main.lua[1] cumulus.publicAddress is read-only: the value hides it in this"
                + " object");
  }
}
