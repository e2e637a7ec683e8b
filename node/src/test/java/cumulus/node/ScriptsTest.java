package cumulus.node;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.client.NetConnection;
import cumulus.flash.amf.AmfValue;
import cumulus.script.LuaApplication;
import cumulus.server.Blacklist;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  private Config config(String text) throws IOException {
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
        (thread, blacklist) -> {
          LuaApplication scripts = Scripts.open(config, thread, blacklist, () -> {});
          return new ServerNode.Hosted(scripts, scripts::link);
        };
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
  void aLibraryThatIsNotThereIsOneLine() throws IOException {
    Config config = config("script.library = " + directory + "/none.so");
    assertThat(new ScriptCheck().run(Config.read(directory, IniFile.empty()))).isEmpty();
    try {
      Scripts.open(config, Runnable::run, new Blacklist(), () -> {});
    } catch (CommandFailure e) {
      assertThat(e.exitCode()).isEqualTo(ExitCode.CONFIG);
      assertThat(e.getMessage()).contains("none.so is not there: set script.library");
      return;
    }
    throw new AssertionError("opened");
  }
}
