package cumulus.interop;

import static org.awaitility.Awaitility.await;

import cumulus.client.ConnectOptions;
import cumulus.client.ConnectionListener;
import cumulus.client.NetConnection;
import cumulus.client.NetStream;
import cumulus.client.RtmfpUrl;
import cumulus.client.StreamListener;
import cumulus.rtmfp.Payload;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server with several loops at one port, and clients whose addresses change. */
class ManyLoopsTest {
  private static final LossyRelay.Faults NONE = new LossyRelay.Faults(2, 0, 0, 0);
  private static final int MOVES = 3;
  private static final int FRAMES = 20;

  @Test
  void aStreamGoesOnWhereverItsPublisherAndPlayerMove(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("CumulusServer.ini"), "threads=4\n");
    try (var server = ServerProcess.start(folder);
        var relay = new LossyRelay(0, server.port(), NONE, 3);
        NetConnection near = connect(relay.port());
        NetConnection far = connect(relay.port())) {
      NetStream out = near.createStream(new StreamListener() {}).get(20, TimeUnit.SECONDS);
      out.publish("film").get(20, TimeUnit.SECONDS);
      var seen = new AtomicInteger();
      NetStream in = far.createStream(counting(seen)).get(20, TimeUnit.SECONDS);
      in.play("film").get(20, TimeUnit.SECONDS);
      for (int move = 0; move < MOVES; move++) {
        relay.move();
        int before = seen.get();
        for (int i = 0; i < FRAMES; i++) {
          out.sendVideo(move * 1000L + i * 40L, Payload.wrap(new byte[] {0x17, 1, 0, 0, 0, 1}));
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> seen.get() == before + FRAMES);
      }
    }
  }

  private static NetConnection connect(int port) throws Exception {
    var url = RtmfpUrl.parse("rtmfp://127.0.0.1:" + port + "/live");
    return NetConnection.connect(url, ConnectOptions.DEFAULT, new ConnectionListener() {})
        .get(40, TimeUnit.SECONDS);
  }

  private static StreamListener counting(AtomicInteger frames) {
    return new StreamListener() {
      @Override
      public void onVideo(long timestampMillis, byte[] bytes, int offset, int length) {
        frames.incrementAndGet();
      }
    };
  }
}
