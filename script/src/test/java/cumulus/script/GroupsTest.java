package cumulus.script;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.flash.amf.AmfValue;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** NetGroups as scripts see them (lua-api section 7), with members in real sessions. */
class GroupsTest {
  /** What a group looks like from everywhere, and virtual members by hand. */
  private static final String MAIN =
      """
      local function shown(group)
        local ids = ""
        for i, member in group:ipairs() do ids = ids .. i .. names[member.id] end
        return group.size .. "[" .. ids .. "]"
      end
      names = {}
      function onConnection(client, name)
        names[client.id] = name
        client.name = name
        function client:count() return cumulus.groups.count end
        function client:shown()
          for id, group in cumulus.groups:pairs() do return shown(group) end
          return "none"
        end
        function client:virtual()
          kept = cumulus.groups:join(string.rep("p", 32), string.rep("g", 32))
          return kept.id
        end
        function client:release() kept:release() kept:release() return kept.rawId end
        function client:drop() kept = nil collectgarbage() collectgarbage() return cumulus.groups.count end
        function client:isSame()
          for id, group in cumulus.groups:pairs() do
            return id == group.id and cumulus.groups(id) == group and #group.rawId == 32
              and cumulus.groups(group.rawId) == group and cumulus.groups[id:upper()] == group
              and select("#", cumulus.groups(string.rep("0", 64))) == 0
          end
        end
        function client:ended() return left.id == nil and left.size == nil and left.last end
        function client:bad() return cumulus.groups:join("short", self.id) end
        function client:joinHere()
          local group = next(select(2, cumulus.groups:pairs()))
          kept = cumulus.groups:join(string.rep("p", 32), group)
          return shown(cumulus.groups(group))
        end
      end
      function onJoinGroup(client, group)
        NOTE("join ", client.name, " ", shown(group), " ", cumulus.groups.count)
        group.last = client.name
      end
      function onUnjoinGroup(client, group)
        NOTE("unjoin ", client.name, " ", shown(group), " ", cumulus.groups.count, " ", group.last)
        left = group
      end
      function onUnpublish(client, publication) NOTE("unpublish ", publication.name) end
      function onDisconnection(client) NOTE("gone ", client.name) end
      """;

  @TempDir private Path directory;
  private SessionBed bed;

  @BeforeEach
  void open() {
    bed = new SessionBed(directory).file("main.lua", MAIN);
  }

  @AfterEach
  void close() {
    bed.close();
  }

  private ScriptedClient connect(String name) {
    return bed.connect("", AmfValue.of(name));
  }

  @Test
  void luaApiCheck34_aVirtualMemberMakesAGroupUntilItIsReleasedOrForgotten() {
    bed.start();
    var client = connect("a");
    assertThat(client.call("count")).isEqualTo("0");
    assertThat(client.call("virtual")).isEqualTo('"' + "70".repeat(32) + '"');
    assertThat(client.call("count")).isEqualTo("1");
    assertThat(client.call("shown")).isEqualTo("\"0[]\"");
    assertThat(client.call("release")).isEqualTo('"' + "p".repeat(32) + '"');
    assertThat(client.call("count")).isEqualTo("0");
    client.call("virtual");
    // Not inside collectgarbage().
    assertThat(client.call("drop")).isEqualTo("1");
    bed.tick();
    assertThat(client.call("count")).isEqualTo("0");
    assertThat(bed.log).isEmpty();
  }

  @Test
  void luaApiCheck35_virtualMembersRaiseNoEvent() {
    bed.start();
    var client = connect("a");
    client.call("virtual");
    client.call("release");
    assertThat(bed.notes()).isEmpty();
  }

  @Test
  void luaApiCheck36_aClientLeavesItsGroupsBeforeItDisconnects() {
    bed.start();
    var client = connect("a");
    client.join("films");
    client.stream().get().publish("film");
    bed.settle();
    bed.kill(client);
    bed.run(Duration.ofMinutes(8));
    assertThat(bed.notes())
        .containsExactly("join a 1[1a] 1", "unjoin a 0[] 1 a", "unpublish film", "gone a");
  }

  @Test
  void luaApiCheck47_aGroupListsItsConnectedClientsOnly() {
    bed.start();
    var one = connect("a");
    var two = connect("b");
    one.join("films");
    assertThat(one.call("joinHere")).isEqualTo("\"1[1a]\"");
    var membership = two.join("films");
    assertThat(one.call("shown")).isEqualTo("\"2[1a2b]\"");
    assertThat(one.call("isSame")).isEqualTo("TRUE");
    membership.leave();
    bed.settle();
    assertThat(one.call("shown")).isEqualTo("\"1[1a]\"");
    one.close();
    assertThat(bed.notes())
        .containsExactly(
            "join a 1[1a] 1",
            "join b 2[1a2b] 1",
            "unjoin b 1[1a] 1 b",
            "unjoin a 0[] 1 b",
            "gone a");
    assertThat(two.call("count")).isEqualTo("1");
    assertThat(two.call("release")).isEqualTo('"' + "p".repeat(32) + '"');
    assertThat(two.call("count")).isEqualTo("0");
    assertThat(two.call("ended")).isEqualTo("\"b\"");
  }

  @Test
  void anApplicationThatStopsTakesItsVirtualMembersAlong() {
    bed.start();
    var client = connect("a");
    client.call("virtual");
    bed.file("main.lua", MAIN + "NOTE(cumulus.groups.count)");
    bed.tick();
    assertThat(bed.notes()).endsWith("0");
  }

  @Test
  void aBadIdIsAnErrorOfTheScriptAndJoinsNothing() {
    bed.start();
    var client = connect("a");
    assertThat(client.call("bad")).isEqualTo("nothing");
    assertThat(bed.errors()).singleElement().asString().contains("Bad peer format id short");
  }

  @Test
  void aGroupMayEndInACoroutine() {
    bed.file(
            "main.lua",
            MAIN
                + """
                function onStart()
                  local id = string.rep("g", 32)
                  coroutine.wrap(function()
                    local member = cumulus.groups:join(id, id)
                    local group = cumulus.groups(id)
                    member:release()
                    NOTE(group.id)
                  end)()
                end
                """)
        .start();
    assertThat(bed.log).singleElement().asString().startsWith("NOTE ").endsWith("] (null)");
  }
}
