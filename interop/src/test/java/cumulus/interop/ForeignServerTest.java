package cumulus.interop;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.client.ConnectOptions;
import cumulus.client.ConnectionListener;
import cumulus.client.NetConnection;
import cumulus.client.RtmfpUrl;
import cumulus.client.StreamListener;
import cumulus.rtmfp.Payload;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our client talks to a server in Python that shares no code with the project. */
@Execution(ExecutionMode.CONCURRENT)
final class ForeignServerTest {
  @ParameterizedTest
  @CsvSource({
    "2, (2), False, False",
    "2, (2 14), False, False",
    "14, (2 14), False, False",
    "2, (2 14), True, False",
    "2, (2 14), False, True",
    "14, (14), True, True"
  })
  void ourClientConnectsPublishesAndPlays(int group, String groups, String hmac, String numbers)
      throws Exception {
    String python = Programs.python();
    int port = Ports.next();
    String offered = groups.replace("(", "").replace(")", "").replace(" ", ",") + ",";
    String settings =
        "{'groups': (%s), 'hm': %s, 'ss': %s, 'seconds': 6}".formatted(offered, hmac, numbers);
    CompletableFuture<String> log =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return Programs.run(
                    30, python, Programs.script("miniserver.py"), String.valueOf(port), settings);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    var options = ConnectOptions.DEFAULT.withDhGroup(group);
    var url = RtmfpUrl.parse("rtmfp://127.0.0.1:" + port + "/app");
    try (var connection =
        NetConnection.connect(url, options, new ConnectionListener() {})
            .get(10, TimeUnit.SECONDS)) {
      var stream = connection.createStream(new StreamListener() {}).get(5, TimeUnit.SECONDS);
      assertThat(stream.publish("film").get(5, TimeUnit.SECONDS).code())
          .isEqualTo("NetStream.Publish.Start");
      stream.sendVideo(0, Payload.wrap(new byte[] {0x17, 1, 0, 0, 0, 1, 2, 3}));
    }
    String seen = log.get(40, TimeUnit.SECONDS);
    assertThat(seen).contains("'open'").contains("'group', " + group);
    assertThat(seen).contains("connect").contains("setPeerInfo");
    assertThat(seen).contains("publish").contains("'09', 0, b'\\x17\\x01");
    if ("True".equals(hmac)) {
      assertThat(seen).as("HMAC both ways").containsPattern("'open', 10, 12,");
    }
    assertThat(seen).contains("close request");
  }
}
