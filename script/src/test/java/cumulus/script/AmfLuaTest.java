package cumulus.script;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Conversions between AMF and Lua by what scripts see of them (amf-lua). */
class AmfLuaTest {
  private static final String HELPERS =
      """
      function hex(s)
        return (s:gsub(".", function(c) return ("%02x"):format(c:byte()) end))
      end
      function bytes(h)
        return (h:gsub("%s", ""):gsub("%x%x", function(x) return string.char(tonumber(x, 16)) end))
      end
      function both(v)
        return hex(cumulus:toAMF(v)), hex(cumulus:toAMF0(v))
      end
      function from(h)
        return cumulus:fromAMF(bytes(h))
      end
      function again(v)
        return cumulus:fromAMF(cumulus:toAMF(v))
      end
      function again0(v)
        return cumulus:fromAMF(cumulus:toAMF0(v))
      end
      -- A value as text, tables with their keys in order.
      function show(v, open)
        if type(v) ~= "table" then
          return type(v) == "string" and ("%q"):format(v) or tostring(v)
        end
        open = open or {}
        if open[v] then return "cycle" end
        open[v] = true
        local parts = {}
        for k, x in pairs(v) do parts[#parts + 1] = show(k, open) .. "=" .. show(x, open) end
        table.sort(parts)
        open[v] = nil
        return "{" .. table.concat(parts, " ") .. "}"
      end
      """;

  private final ScriptBed bed = new ScriptBed();

  @BeforeEach
  void help() {
    assertThat(bed.run("/helpers.lua", HELPERS)).isEmpty();
  }

  @AfterEach
  void close() {
    bed.close();
  }

  @Test
  void amfLuaCheck1_simpleValuesAreWrittenByteForByte() {
    bed.check(
        """
        print(both(nil))              --> 05 05
        print(both(true))             --> 0101 0101
        print(both(false))            --> 0100 0100
        print(both(0))                --> 110400 000000000000000000
        print(both(1))                --> 110401 003ff0000000000000
        print(both(127))              --> 11047f 00405fc00000000000
        print(both(128))              --> 11048100 004060000000000000
        print(both(16384))            --> 1104818000 0040d0000000000000
        print(both(2097152))          --> 110480c08000 004140000000000000
        print(both(268435455))        --> 1104bfffffff 0041affffffe000000
        print(both(268435456))        --> 0041b0000000000000 0041b0000000000000
        print(both(-1))               --> 1104ffffffff 00bff0000000000000
        print(both(-268435456))       --> 1104c0808000 00c1b0000000000000
        print(both(-268435457))       --> 00c1b0000001000000 00c1b0000001000000
        print(both(1.5))              --> 003ff8000000000000 003ff8000000000000
        print(both(1/0))              --> 007ff0000000000000 007ff0000000000000
        print(both(-1/(1/0)))         --> 110400 000000000000000000
        print(both(""))               --> 110601 020000
        print(both("a"))              --> 11060361 02000161
        print(hex(cumulus:toAMF("a", "a")))   --> 1106036111060361
        print(hex(cumulus:toAMF0("a", "a")))  --> 0200016102000161
        print(cumulus:toAMF() == "", select("#", cumulus:fromAMF("")))  --> true 0
        """);
    bed.check(
        """
        local long = ("x"):rep(65536)
        local a, b = cumulus:toAMF(long), cumulus:toAMF0(long)
        print(hex(a:sub(1, 5)), #a)   --> 1106888001 65541
        print(hex(b:sub(1, 5)), #b)   --> 0c00010000 65541
        """);
  }

  @Test
  void amfLuaCheck1_tablesAreWrittenByteForByte() {
    bed.check(
        """
        print(both({}))               --> 11090101 11090101
        print(both({1, 2}))           --> 1109050104010402 1109050104010402
        print(both({x = 1}))          --> 110a0b010378040101 03000178003ff0000000000000000009
        print(both({x = 1, 10, 20}))  --> 1109050378040101040a0414 1109050378040101040a0414
        print(both({__raw = "ab"}))   --> 110c056162 110c056162
        print(both({__raw = ""}))     --> 110c01 110c01
        print(both({__time = 905989690435}))  --> 110801426a5e2632886000 0b426a5e26328860000000
        print(both({__size = 0}))     --> 11110100 11110100
        print(both({__size = 1, a = 1}))  --> 111103000603610401 111103000603610401
        print(both(setmetatable({__size = 0}, {__mode = "k"})))  --> 11110101 11110101
        print(both({__type = "Cat", x = 1}))  --> 110a0b074361740378040101 100003436174000178003ff0000000000000000009
        print(both({__type = "", x = 1}))     --> 110a0b010378040101 03000178003ff0000000000000000009
        """);
  }

  @Test
  void amfLuaCheck2_valuesOfAmf0AreRead() {
    bed.check(
        """
        print(from("00 3ff8000000000000"))         --> 1.5
        print(from("01 01 01 00"))                 --> true false
        print(from("02 0002 6162"))                --> ab
        print(#from("02 0003 610062"))             --> 3
        print(show(from("03 0001 78 05 0001 79 01 01 0000 09")))   --> {"y"=true}
        print(show(from("10 0003 436174 0001 78 01 01 0000 09")))  --> {"__type"="Cat" "x"=true}
        print(from("05 06"))                       --> nil nil
        print(select("#", from("05")), select("#", from("06")))    --> 1 1
        print(select("#", cumulus:fromAMF("\\5")))  --> 1
        local a, b = from("03 0001 78 05 0000 09 07 0000")
        print(a == b, type(a))                     --> true table
        print(show(from("0a 00000003 05 01 01 00 3ff0000000000000")))  --> {2=true 3=1}
        print(show(from("08 ffffffff 0001 78 01 01 0000 09")))     --> {"x"=true}
        print(from("0c 00000003 616263"))          --> abc
        print(from("0d 01 01"))                    --> nil true
        print(from("0f 00000002 3c3e 01 01"))      --> <> true
        """);
    assertThat(bed.log).isEmpty();
  }

  @Test
  void amfLuaCheck2_valuesOfAmf3AreRead() {
    bed.check(
        """
        print(from("11 00 11 01"))                 --> nil nil
        print(from("11 02 11 03"))                 --> false true
        print(from("11 04 ffffffff"))              --> -1
        print(from("11 05 3ff8000000000000"))      --> 1.5
        print(from("11 06 05 6162"))               --> ab
        print(show(from("11 09 07 01 06 03 61 06 00 04 01")))   --> {1="a" 2="a" 3=1}
        print(show(from("11 0c 05 6162")))         --> {"__raw"="ab"}
        print(show(from("11 0b 05 3c3e")))         --> "<>"
        print(show(from("11 07 05 3c3e")))         --> "<>"
        print(show(from("11 11 03 00 03 04 07")))  --> {"__size"=1 true=7}
        print(getmetatable(from("11 11 01 01")).__mode)  --> k
        print(show(from("11 0f 05 00 3ff0000000000000 4000000000000000")))  --> {1=1 2=2}
        print(show(from("11 10 05 00 01 04 01 06 03 61")))      --> {1=1 2="a"}
        local r = from("11 09 05 01 0a 0b 01 01 0a 02")
        print(r[1] == r[2], type(r[1]))            --> true table
        local c = from("11 09 03 01 09 00")
        print(c[1] == c)                           --> true
        """);
    assertThat(bed.log).isEmpty();
  }

  @Test
  void amfLuaCheck3_valuesComeBackAsTheyWere() {
    bed.check(
        """
        local long = ("\\0z\\255"):rep(23334)
        local values = { true, false, "", "a\\0b", long, 0, -1, 2^28, 2^28 - 1, -2^28, -2^28 - 1, 1e15,
          1.5, 1/0, -1/0 }
        local same = 0
        for i = 1, #values do
          if again(values[i]) == values[i] and again0(values[i]) == values[i] then same = same + 1 end
        end
        print(same == #values)        --> true
        print(again(nil), again0(nil))  --> nil nil
        local nan = again(0/0)
        print(nan ~= nan)             --> true
        for _, t in ipairs({ {1, 2, 3}, {x = 1}, {1, 2, x = "y"}, {a = {b = {c = {1, {}}}}},
            {__raw = "a\\0b"}, {__size = 3, [10] = "x", [true] = 1, a = {1}} }) do
          if show(again(t)) ~= show(t) then print(show(t), show(again(t))) end
          if show(again0(t)) ~= show(t) then print(show(t), show(again0(t))) end
        end
        local d = again({__size = 1, [{k = 1}] = "v"})
        for key, value in pairs(d) do
          if key ~= "__size" then print(show(key), value) end   --> {"k"=1} v
        end
        print(getmetatable(again(setmetatable({__size = 0}, {__mode = "k"}))).__mode)  --> k
        """);
    assertThat(bed.log).isEmpty();
  }

  @Test
  void amfLuaCheck4_cyclesComeBackAsCycles() {
    bed.check(
        """
        local t = { name = "t" }
        t.me, t.list = t, { t }
        for _, f in ipairs({ again, again0 }) do
          local c = f(t)
          print(c.name, c.me == c, c.list[1] == c)   --> t true true
        end                                          --> t true true
        local first, second = cumulus:fromAMF(cumulus:toAMF("a", t))
        print(first, second.me == second)            --> a true
        """);
    assertThat(bed.log).isEmpty();
  }

  @Test
  void amfLuaCheck5_theSameTableTwiceIsOneTable() {
    bed.check(
        """
        local o = { x = 1 }
        local r = again({ o, o })
        print(r[1] == r[2], r[1].x)               --> true 1
        local p, q = cumulus:fromAMF(cumulus:toAMF(o, o))
        print(p == q, p.x, q.x)                   --> false 1 1
        local z = again0({ a = o, b = o })
        print(z.a.x, z.b.x)                       --> 1 1
        local e, f = from("11 0a 0b 01 01"), from("11 0a 0b 01 01")
        print(e == f)                             --> false
        """);
    assertThat(bed.log).isEmpty();
  }

  @Test
  void amfLuaCheck6_keysOfSparseArraysComeBack() {
    bed.check(
        """
        print(show(again({ [1] = 1, [3] = 3 })))   --> {1=1 3=3}
        print(show(again({ [0] = 7, 8 })))         --> {0=7 1=8}
        print(show(again({ ["5"] = 1 })))          --> {"5"=1}
        print(show(again({ "x", ["5"] = 1 })))     --> {1="x" 5=1}
        print(show(again({ [-1] = 1, [1.5] = 2 })))  --> {"1.5"=2 -1=1}
        print(show(again({ [0] = 7 })))            --> {1=7}
        print(show(from("08 00000000 0001 30 01 01 0001 31 01 00 0000 09")))  --> {1=true 2=false}
        print(show(from("08 00000000 0001 31 01 01 0001 32 01 00 0000 09")))  --> {1=true 2=false}
        print(show(from("08 00000000 0001 31 01 01 0001 33 01 00 0000 09")))  --> {1=true 3=false}
        print(show(from("08 00000000 0002 3031 01 01 0000 09")))  --> {"01"=true}
        """);
    assertThat(bed.log).isEmpty();
  }

  @Test
  void amfLuaCheck7_aDictionaryCountsItsRealEntries() {
    bed.check(
        """
        print(hex(cumulus:toAMF({ __size = 5, a = 1 })))   --> 111103000603610401
        print(show(again({ __size = 5, a = 1 })))          --> {"__size"=1 "a"=1}
        """);
  }

  @Test
  void amfLuaCheck8_whatHasNoFormBecomesNullWithAWarning() {
    bed.check(
        """
        print(hex(cumulus:toAMF(print)))          --> 05
        print(hex(cumulus:toAMF({ 1, print })))   --> 11090501040101
        """);
    assertThat(bed.log)
        .hasSize(2)
        .allMatch(
            line ->
                line.startsWith("WARN www/main.lua[")
                    && line.endsWith("Impossible to encode the 'function' type in a AMF format"));
    bed.log.clear();
    bed.check(
        """
        print(show(again({ a = 1, [0] = 2, [true] = 3 })))   --> {"a"=1}
        """);
    assertThat(bed.log)
        .anyMatch(line -> line.endsWith("this array element in an AMF object format"))
        .anyMatch(line -> line.endsWith("table key of type boolean in an AMF object format"));
  }

  @Test
  void amfLuaCheck9_typedObjectsAreShownOnce() {
    bed.check(
        """
        local seen = 0
        function onTypedObject(kind, object)
          seen = seen + 1
          object.shown = kind
        end
        local cat = again({ __type = "Cat", x = 1 })
        print(show(cat), seen)    --> {"__type"="Cat" "shown"="Cat" "x"=1} 1
        cat = again0({ __type = "Cat", x = 1 })
        print(cat.__type, cat.x, seen)   --> Cat 1 2
        function onTypedObject() error("of the script") end
        print(again({ __type = "Dog" }).__type)   --> Dog
        """);
    assertThat(bed.log).hasSize(1);
    assertThat(bed.log.getFirst())
        .contains("onTypedObject of the type 'Dog': /test/www/main.lua:10: of the script");
  }

  @Test
  void amfLuaCheck10_aRecipeReadsAndWritesArrayCollections() {
    bed.check(
        """
        local external = { ["flex.messaging.io.ArrayCollection"] = "source" }
        function onTypedObject(kind, object)
          local field = external[kind]
          if not field then return end
          function object:__readExternal(reader) self[field] = reader:readAMF(1) end
          function object:__writeExternal(writer) writer:writeAMF(self[field]) end
        end
        local name = "flex.messaging.io.ArrayCollection"
        local sent = bytes("11 0a 07 43") .. name .. bytes("09 05 01 04 01 06 03 61")
        local list = cumulus:fromAMF(sent)
        print(list.__type == name, show(list.source))   --> true {1=1 2="a"}
        print(cumulus:toAMF(list) == sent)              --> true
        local two = cumulus:fromAMF(cumulus:toAMF({ list, list }))
        print(two[1] == two[2], two[2].source[2])       --> true a
        """);
    assertThat(bed.log).isEmpty();
  }

  @Test
  void amfLuaCheck11_anExternalizableTypeWithoutReaderEndsItsMessage() {
    bed.check(
        """
        print(select("#", from("01 01 11 0a 07 05 4162 04 01")))   --> 1
        """);
    assertThat(bed.log).hasSize(2);
    assertThat(bed.log.get(0))
        .contains(
            "Impossible to deserialize the type 'Ab' which implements IExternalized without a"
                + " __readExternal method");
    assertThat(bed.log.get(1)).contains("AMF cannot be read: no __readExternal for the type 'Ab'");
  }

  @Test
  void amfLuaCheck12_byteWriterAndByteReaderUnderstandEachOther() {
    bed.check(
        """
        local t = { __type = "T" }
        function t:__writeExternal(w)
          w:writeBoolean(true) w:writeByte(-1) w:writeBytes("xyz") w:writeDouble(1.5) w:writeFloat(0.5)
          w:writeInt(-2) w:writeShort(-3) w:writeUnsignedByte(200) w:writeUnsignedInt(4000000000)
          w:writeUnsignedShort(50000) w:writeUTF("h\\195\\169") w:writeUTFBytes("ab\\0c")
          w:writeMultiByte("h\\195\\169", "ISO-8859-1") w:writeAMF(1, "z", {1})
        end
        local data = cumulus:toAMF(t)
        print(hex(data))
        function onTypedObject(kind, object)
          function object:__readExternal(r)
            print(r.bytesAvailable)
            print(r:readBoolean(), r:readByte(), r:readBytes(3), r:readDouble(), r:readFloat())
            print(r:readInt(), r:readShort(), r:readUnsignedByte(), r:readUnsignedInt())
            print(r:readUnsignedShort(), #r:readUTF(), #r:readUTFBytes(4), r:readUTFBytes(0) == "")
            print(r:readMultiByte(2, "ISO-8859-1") == "h\\195\\169", r:readMultiByte(0, "nonsense"))
            local one, z, list = r:readAMF()
            print(one, z, list[1], r.bytesAvailable)
            self.reader = r
          end
        end
        local read = cumulus:fromAMF(data)
        print(read.reader.readInt)
        --> 110a07035401ff78797a3ff80000000000003f000000fffffffefffdc8ee6b2800c350000368c3a96162006368e9040106037a0903010401
        --> 51
        --> true -1 xyz 1.5 0.5
        --> -2 -3 200 4000000000
        --> 50000 3 4 true
        --> true
        --> 1 z 1 0
        --> nil
        """);
    assertThat(bed.log).hasSize(1);
    assertThat(bed.log.getFirst()).contains("unknown character set 'nonsense'");
  }

  @Test
  void amfLuaCheck16_damagedDataGivesWhatWasReadAndOneError() {
    bed.check(
        """
        print(from("01 01 02 0005 61"))        --> true
        print(select("#", from("02 0005 61"))) --> 0
        print(from("01 00 04"))                --> false
        print(select("#", cumulus:fromAMF({}))) --> 0
        """);
    assertThat(bed.log).hasSize(3).allMatch(line -> line.contains("AMF cannot be read: "));
  }

  @Test
  void amfLuaCheck17_manyReferencesAreRight() {
    bed.check(
        """
        local distinct, all = {}, {}
        for i = 1, 200 do distinct[i] = { n = i } end
        for i = 1, 1000 do all[i] = distinct[i * 7 % 200 + 1] end
        local back, right = again(all), 0
        for i = 1, 1000 do
          if back[i].n == i * 7 % 200 + 1 and back[i] == back[(i + 199) % 1000 + 1] then right = right + 1 end
        end
        print(right)   --> 1000
        """);
  }

  @Test
  void amfLuaCheck18_datesKeepTheirMilliseconds() {
    bed.check(
        """
        for _, f in ipairs({ again, again0 }) do
          local d = f({ __time = -1234567890123 })
          print(d.__time == -1234567890123)   --> true
        end                                   --> true
        local d = again({ __time = "905989690435" })
        print(d.year, d.month, d.day, d.hour, d.min, d.sec, d.msec)   --> 1998 9 16 23 48 10 435
        print(d.yday, d.wday, type(d.isdst), d.__time)   --> 259 4 boolean 905989690435
        print(again({ __time = 1.5 }).__time)    --> 1
        """);
    assertThat(bed.log).isEmpty();
  }

  @Test
  void aTableNestedTooDeepIsNull() {
    bed.check(
        """
        local t = {}
        for i = 1, 1000 do t = { t } end
        print(hex(cumulus:toAMF(1, t, 2)))   --> 11040105110402
        """);
    assertThat(bed.log).hasSize(1);
    assertThat(bed.log.getFirst()).contains("nested deeper than 512 levels");
  }

  @Test
  void specialFieldsMayComeFromAMetatableAndItsErrorsAreLogged() {
    bed.check(
        """
        print(hex(cumulus:toAMF(setmetatable({ 1 }, { __index = { __raw = "ab" } }))))   --> 110c056162
        local bad = setmetatable({}, { __index = function() error("no") end })
        print(hex(cumulus:toAMF(bad, 1)))   --> 05110401
        """);
    assertThat(bed.log).hasSize(1);
    assertThat(bed.log.getFirst()).contains("a table is written as null: ").contains("no");
  }

  @Test
  void anErrorInsideAWriterKeepsWhatWasWritten() {
    bed.check(
        """
        local t = { __type = "T" }
        function t:__writeExternal(w)
          w:writeByte(7)
          coroutine.wrap(function() w:writeAMF({ 1 }) end)()
          error("half way")
        end
        print(hex(cumulus:toAMF(t)))   --> 110a070354070903010401
        """);
    assertThat(bed.log).hasSize(1);
    assertThat(bed.log.getFirst()).contains("__writeExternal of the type 'T'").contains("half way");
  }

  @Test
  void nothingIsKeptAfterConversions() {
    bed.check(
        """
        local o = { x = 1 }
        for i = 1, 1000 do again({ o, o, { o } }) end
        """);
    assertThat(bed.runtime.references().size()).isZero();
    assertThat(bed.runtime.objects().size()).isEqualTo(1);
  }
}
