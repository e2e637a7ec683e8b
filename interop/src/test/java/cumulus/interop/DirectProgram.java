package cumulus.interop;

import cumulus.client.ConnectOptions;
import cumulus.client.ConnectionListener;
import cumulus.client.NetConnection;
import cumulus.client.PeerListener;
import cumulus.client.RtmfpUrl;
import cumulus.client.StreamListener;
import cumulus.rtmfp.Payload;
import java.util.HexFormat;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A client as a program of its own, for tests that put it behind something: {@code publish URL}
 * says its peer id and publishes for peers, {@code play URL PEER} says when it has media or why
 * not. It ends when its input does.
 */
final class DirectProgram {
  private static final int ENOUGH = 20;

  private DirectProgram() {}

  public static void main(String[] arguments) throws Exception {
    RtmfpUrl url = RtmfpUrl.parse(arguments[1]);
    try (NetConnection connection =
        NetConnection.connect(url, ConnectOptions.DEFAULT, new ConnectionListener() {}).get()) {
      if (arguments[0].equals("publish")) {
        publish(connection);
      } else {
        play(connection, HexFormat.of().parseHex(arguments[2]));
      }
    }
  }

  private static void publish(NetConnection connection) throws Exception {
    var film = connection.publishDirect("film", new PeerListener() {}).get();
    System.out.println("id " + HexFormat.of().formatHex(connection.peerId()));
    byte[] body = new byte[500];
    body[0] = 0x17;
    body[1] = 1;
    for (int i = 0; System.in.available() == 0; i++) {
      film.sendVideo(i * 20L, Payload.wrap(body));
      Thread.sleep(20);
    }
  }

  private static void play(NetConnection connection, byte[] peerId) throws Exception {
    var frames = new AtomicInteger();
    try {
      connection
          .playDirect(
              peerId,
              "film",
              new StreamListener() {
                @Override
                public void onVideo(long timestampMillis, byte[] bytes, int offset, int length) {
                  if (frames.incrementAndGet() == ENOUGH) {
                    System.out.println("playing");
                  }
                }
              })
          .get();
    } catch (ExecutionException e) {
      System.out.println("failed: " + e.getCause().getMessage());
    }
    while (System.in.available() == 0) {
      Thread.sleep(20);
    }
  }
}
