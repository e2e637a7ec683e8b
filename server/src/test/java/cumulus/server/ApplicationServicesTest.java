package cumulus.server;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.flash.amf.AmfValue;
import cumulus.flash.message.Status;
import cumulus.rtmfp.Payload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What an application can ask of its server beside decisions. */
final class ApplicationServicesTest {
  private static Payload status(String code) {
    return Payload.wrap(Status.status(code, "").toOnStatus());
  }

  @Test
  void aFurtherFlowCarriesMessagesOfItsOwnOrderFromTheAcceptanceOn() {
    var bed =
        new Bed(
            new Application() {
              @Override
              public ConnectVerdict onConnection(Client client, List<AmfValue> arguments) {
                int writer = client.openWriter();
                client.write(writer, status("early"), true);
                client.write(0, status("main"), true);
                return ConnectVerdict.ACCEPT;
              }
            });
    var client = bed.client().connect();
    bed.settle();
    assertThat(client.flowLogs(0).getFirst())
        .containsExactly("_result NetConnection.Connect.Success status", "onStatus main status");
    assertThat(client.flowLogs(0).getLast()).containsExactly("onStatus early status");
    Client near = bed.control.clients().getFirst();
    near.write(1, status("more"), false);
    near.closeWriter(1);
    near.write(near.openWriter(), status("other"), true);
    bed.settle();
    assertThat(client.flowLogs(0).get(1))
        .containsExactly("onStatus early status", "onStatus more status", "complete");
    assertThat(client.flowLogs(0).get(2)).containsExactly("onStatus other status");
  }

  @Test
  void anApplicationThatHasStoppedHearsOfNothing() {
    var heard = new ArrayList<String>();
    var bed =
        new Bed(
            new Application() {
              @Override
              public void onStop() {
                heard.add("stop");
              }

              @Override
              public void onManage(long nowNanos) {
                heard.add("manage");
              }

              @Override
              public void onDisconnection(Client client) {
                heard.add("disconnection");
              }

              @Override
              public boolean wantsHandshakes() {
                heard.add("wants");
                return false;
              }
            });
    var client = bed.client().connect();
    heard.clear();
    bed.control.stop(0);
    client.session().close();
    bed.run(Duration.ofSeconds(5));
    assertThat(heard).containsExactly("stop");
  }

  @Test
  void aClientThatLeftTakesNoMessageAndKeepsNothing() {
    var bed = new Bed(Application.ACCEPT_ALL);
    var client = bed.client().connect();
    Client near = bed.control.clients().getFirst();
    int writer = near.openWriter();
    client.session().close();
    bed.run(Duration.ofSeconds(1));
    near.write(writer, status("late"), true);
    near.closeWriter(writer);
    bed.settle();
    assertThat(bed.control.clients()).isEmpty();
    assertThat(client.log(0)).hasSize(1);
  }

  @Test
  void figuresOfAClientFollowItsPackets() {
    var bed = new Bed(Application.ACCEPT_ALL);
    var client = bed.client().connect();
    Client near = bed.control.clients().getFirst();
    bed.run(Duration.ofSeconds(4));
    assertThat(near.figures().pingMillis()).isBetween(20.0, 28.0);
    assertThat(near.figures().silentMillis()).isGreaterThan(3000);
    client.command(0, "anything");
    bed.settle();
    assertThat(near.figures().silentMillis()).isBetween(100.0, 600.0);
  }

  @Test
  void theCallThatIsAnsweredHasItsNumberOnlyMeanwhile() {
    var seen = new ArrayList<Double>();
    var bed =
        new Bed(
            new Application() {
              @Override
              public CallAnswer onCall(Client client, String name, List<AmfValue> arguments) {
                seen.add(client.transactionId());
                return CallAnswer.NONE;
              }
            });
    var client = bed.client().connect();
    client.call(0, "one", 7);
    client.call(0, "two", 0);
    bed.settle();
    assertThat(seen).containsExactly(7.0, 0.0);
    assertThat(bed.control.clients().getFirst().transactionId()).isZero();
  }

  @Test
  void aNameIsForgottenWhenNobodyPublishesOrWaitsForIt() {
    var forgotten = new ArrayList<String>();
    var server = new ArrayList<Control>();
    var bed =
        new Bed(
            new Application() {
              @Override
              public void onStart(Control control) {
                server.add(control);
              }

              @Override
              public void onForgotten(Publication publication) {
                forgotten.add(publication.name());
              }
            });
    bed.control.start(bed.clock.nanos());
    assertThat(server).containsExactly(bed.control);
    Optional<Publication> own = bed.control.publish("own");
    own.orElseThrow().close("", "");
    bed.settle();
    assertThat(forgotten).containsExactly("own");
    var client = bed.client().connect();
    int stream = client.createStream();
    client.command(stream, "play", AmfValue.of("waited"));
    bed.settle();
    bed.control.publish("waited").orElseThrow().close("", "");
    bed.settle();
    assertThat(forgotten).containsExactly("own");
    client.command(stream, "closeStream");
    bed.settle();
    assertThat(forgotten).containsExactly("own", "waited");
  }

  @Test
  void workComesBackToTheApplicationThread() {
    var bed = new Bed(Application.ACCEPT_ALL);
    var done = new ArrayList<String>();
    bed.control.handle(bed.clock.nanos(), new ToControl.Task(() -> done.add("work")));
    assertThat(done).containsExactly("work");
  }
}
