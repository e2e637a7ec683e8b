package cumulus.script;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.server.ServerSettings;
import cumulus.testkit.Variant;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.core.ConditionTimeoutException;

/** A server whose scripts open sockets on loopback. */
final class SocketsBed implements AutoCloseable {
  final SessionBed bed;

  SocketsBed(Path directory) {
    this(directory, 25);
  }

  SocketsBed(Path directory, int mailPort) {
    bed =
        new SessionBed(
            directory,
            ScriptSettings.standard(Natives.lua()),
            ServerSettings.DEFAULT,
            Variant.loops(),
            new ScriptNetwork(
                Optional.of(TcpPeer.LOOPBACK), "127.0.0.1", mailPort, Duration.ofSeconds(1)));
  }

  /** Starts the server with this main.lua. */
  SocketsBed script(String text) {
    bed.file("main.lua", text).start();
    return this;
  }

  /** Runs until the script has noted exactly this. */
  SocketsBed notes(String... expected) {
    try {
      bed.await(() -> bed.notes().size() >= expected.length);
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("the log: " + String.join("\n", bed.log), e);
    }
    assertThat(bed.notes()).containsExactly(expected);
    return this;
  }

  @Override
  public void close() {
    bed.close();
  }
}
