package cumulus.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** A small flood against a server of its own process; a large one is started by hand. */
@Isolated
final class AttackTest {
  @Test
  void clientsConnectWhileSourcesThatNeverAnswerFloodTheServer(@TempDir Path folder)
      throws Exception {
    try (var server = ServerProcess.start(folder);
        var attack = new Attack(server.port(), 200)) {
      List<Long> millis = attack.flood(2, 2000, 200);
      assertThat(millis).as("clients that connected meanwhile").isNotEmpty();
      assertThat(server.stop()).isZero();
    }
  }
}
