package cumulus.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import cumulus.client.NetConnection;
import cumulus.flash.amf.AmfValue;
import cumulus.server.Blacklist;
import cumulus.testkit.Variant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scripts in the whole program. */
class ScriptsTest {
  @TempDir private Path directory;

  private void file(String path, String text) throws IOException {
    Path file = directory.resolve("www").resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private Config config(String settings) throws IOException {
    String text = Variant.settings() + settings;
    Path ini = directory.resolve("CumulusServer.ini");
    Files.writeString(ini, text);
    return Config.read(directory, IniFile.parse("ini", text)).config();
  }

  @Test
  void aClientCallsAScriptOverTheNetworkAndTheStopIsTold() throws Exception {
    file("main.lua", "function onStop() io.open([[" + directory + "/stopped]], 'w'):close() end");
    file(
        "chat/main.lua",
        "function onConnection(client) function client:add(a, b) return a + b end end");
    Config config = config("port = 0\nhost = 127.0.0.1");
    ServerNode.Applications applications =
        (thread, blacklist) -> Scripts.open(config, thread, blacklist, () -> {});
    try (Administration administration = Administration.of(config);
        ServerNode node = ServerNode.open(config, applications, administration.tracing())) {
      String url = "rtmfp://127.0.0.1:" + node.localAddress().getPort() + "/chat";
      try (NetConnection connection = NetConnection.connect(url).join()) {
        assertThat(connection.call("add", AmfValue.of(2), AmfValue.of(3)).join())
            .extracting(value -> value.numberOr(0))
            .isEqualTo(5.0);
      }
    }
    assertThat(directory.resolve("stopped")).exists();
  }

  @Test
  void checkNamesEveryApplicationThatDoesNotCompile() throws IOException {
    file("main.lua", "x = 1");
    file("a/main.lua", "\nx = = 1");
    var problems = new ScriptCheck().run(Config.read(directory, IniFile.empty()));
    assertThat(problems)
        .singleElement()
        .extracting(Problem::text)
        .asString()
        .startsWith(directory.resolve("www/a/main.lua") + ":2: ");
  }

  @Test
  void configurationCheck3_falseIsABooleanAndEverythingElseIsAText() throws Exception {
    file(
        "main.lua",
        """
        local c = cumulus.configs
        local seen = {
          c.g.k, c.g.t, c.g.n, c.g.empty == nil, c.g.deep.er, c.port, c.none == nil,
          cumulus.configs == c,
        }
        for i = 1, 8 do seen[i] = type(seen[i]) .. " " .. tostring(seen[i]) end
        local file = io.open([[%s/seen]], "w")
        file:write(table.concat(seen, "; "))
        file:close()
        """
            .formatted(directory));
    Config config =
        config(
            "port = 0\nhost = 127.0.0.1\n[g]\nk = false\nt = true\nn = 5\ndeep = 1\ndeep.er = x");
    ServerNode.Applications applications =
        (thread, blacklist) -> Scripts.open(config, thread, blacklist, () -> {});
    try (Administration administration = Administration.of(config);
        ServerNode _ = ServerNode.open(config, applications, administration.tracing())) {
      await().until(() -> Files.exists(directory.resolve("seen")));
    }
    assertThat(directory.resolve("seen"))
        .hasContent(
            "boolean false; string true; string 5; boolean true; string x; string 0; boolean true;"
                + " boolean true");
  }

  @Test
  void withoutItsLibraryAServerWithAnApplicationDoesNotStart() throws Exception {
    file("chat/main.lua", "x = 1");
    Config config = config("script.library = " + directory + "/none.so");
    assertThatThrownBy(() -> Scripts.open(config, Runnable::run, new Blacklist(), () -> {}))
        .isInstanceOfSatisfying(
            CommandFailure.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.CONFIG))
        .hasMessageContaining("none.so is not there: set script.library");
    assertThat(new ScriptCheck().run(new Config.Reading(config, List.of())))
        .singleElement()
        .satisfies(problem -> assertThat(problem.isError()).isTrue());
  }

  @Test
  void withoutItsLibraryAServerWithoutApplicationsServesEveryPath() throws Exception {
    Config config = config("port = 0\nhost = 127.0.0.1\nscript.library = " + directory + "/none");
    assertThat(new ScriptCheck().run(new Config.Reading(config, List.of())))
        .singleElement()
        .satisfies(problem -> assertThat(problem.isError()).isFalse())
        .extracting(Problem::text)
        .asString()
        .contains("none is not there: set script.library");
    ServerNode.Applications applications =
        (thread, blacklist) -> Scripts.open(config, thread, blacklist, () -> {});
    try (Administration administration = Administration.of(config);
        ServerNode node = ServerNode.open(config, applications, administration.tracing());
        NetConnection connection =
            NetConnection.connect(
                    "rtmfp://127.0.0.1:" + node.localAddress().getPort() + "/any/path")
                .join()) {
      assertThat(connection.whenEnded()).isNotDone();
    }
  }
}
