package cumulus.node;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.rtmfp.Address;
import cumulus.server.ToControl;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Host names of redirections: every one is answered, also those that have no address. */
final class HostLookUpsTest {
  private final LinkedBlockingQueue<ToControl> answers = new LinkedBlockingQueue<>();
  private final HostLookUps lookUps = new HostLookUps(answers::add);

  @Test
  void aNameIsAnsweredWithItsAddresses() throws InterruptedException {
    lookUps.begin("localhost");
    ToControl.HostResolved answer = next();
    assertThat(answer.host()).isEqualTo("localhost");
    assertThat(answer.addresses()).isNotEmpty().allMatch(Address::isLoopback);
  }

  @Test
  void whatIsNoHostIsAnsweredWithoutAddresses() throws InterruptedException {
    lookUps.begin("[:::bad");
    assertThat(next().addresses()).isEmpty();
  }

  @Test
  void everyOneOfManyIsAnswered() throws InterruptedException {
    int many = 3 * HostLookUps.MAX_AT_A_TIME;
    for (int i = 0; i < many; i++) {
      lookUps.begin("localhost");
    }
    for (int i = 0; i < many; i++) {
      assertThat(next().host()).isEqualTo("localhost");
    }
    assertThat(answers).isEmpty();
  }

  private ToControl.HostResolved next() throws InterruptedException {
    ToControl answer = answers.poll(60, TimeUnit.SECONDS);
    assertThat(answer).isInstanceOf(ToControl.HostResolved.class);
    return (ToControl.HostResolved) answer;
  }
}
