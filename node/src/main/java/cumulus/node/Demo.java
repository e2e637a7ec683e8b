package cumulus.node;

import cumulus.client.ConnectOptions;
import cumulus.client.ConnectionListener;
import cumulus.client.NetConnection;
import cumulus.client.NetStream;
import cumulus.client.RtmfpUrl;
import cumulus.client.StreamListener;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes a small film of the project's own without end, through our own client over loopback.
 */
final class Demo implements AutoCloseable {
  private static final String APPLICATION = "live";
  static final String STREAM = "demo";

  private static final Logger LOG = LoggerFactory.getLogger(Demo.class);
  private static final String RESOURCE = "demo.flv";
  private static final long ANSWER_SECONDS = 60;
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final RtmfpUrl url;
  private final Thread thread;
  private volatile boolean isStopped;

  private Demo(RtmfpUrl url) {
    this.url = url;
    this.thread = Thread.ofVirtual().name("demo").unstarted(this::run);
  }

  /**
   * A path where clients are welcome: any while nobody has put an application into {@code www},
   * else that of a folder; the root always exists.
   */
  static String application(Config config) {
    Path www = Scripts.www(config);
    try (Stream<Path> all = Files.list(www)) {
      boolean isDeserted =
          all.noneMatch(each -> Files.isDirectory(each) || each.endsWith("main.lua"));
      return isDeserted || Files.isDirectory(www.resolve(APPLICATION)) ? APPLICATION : "";
    } catch (IOException _) {
      return APPLICATION;
    }
  }

  /** Begins to publish on a server of this machine. */
  static Demo start(String host, int port, String application) {
    var demo = new Demo(new RtmfpUrl(host, port, application));
    demo.thread.start();
    return demo;
  }

  /** Ends the publication; bounded in time. */
  @Override
  public void close() {
    isStopped = true;
    try {
      if (!thread.join(PAUSE)) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    var source = new FlvSource("the demo film", Demo::open);
    while (!isStopped) {
      try {
        publish(source);
      } catch (CommandFailure e) {
        LOG.warn("demo: {}", e.getMessage());
      }
      try {
        Thread.sleep(isStopped ? Duration.ZERO : PAUSE);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void publish(FlvSource source) throws CommandFailure {
    try (NetConnection connection =
        Failures.await(
            NetConnection.connect(url, ConnectOptions.DEFAULT, new ConnectionListener() {}),
            ANSWER_SECONDS,
            url,
            STREAM)) {
      NetStream stream =
          Failures.await(
              connection.createStream(new StreamListener() {}), ANSWER_SECONDS, url, STREAM);
      Failures.await(stream.publish(STREAM), ANSWER_SECONDS, url, STREAM);
      var ended = connection.whenEnded();
      new Publisher(
              source,
              StreamSink.of(stream),
              new Meter(),
              () -> isStopped || ended.isDone(),
              () -> {})
          .run(true);
      stream.delete();
    }
  }

  private static InputStream open() throws IOException {
    InputStream in = Demo.class.getResourceAsStream(RESOURCE);
    if (in == null) {
      throw new IOException("it is missing in this build");
    }
    return in;
  }
}
