package cumulus.node;

import cumulus.client.ConnectOptions;
import cumulus.client.ConnectionListener;
import cumulus.client.NetConnection;
import cumulus.client.NetGroup;
import cumulus.client.NetGroupPublication;
import cumulus.client.NetStream;
import cumulus.client.RtmfpUrl;
import cumulus.client.StreamListener;
import cumulus.flash.group.Groupspec;
import cumulus.group.StreamSettings;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cumulus publish FILE.flv URL}. */
@Command(
    name = "publish",
    mixinStandardHelpOptions = true,
    description = "Publish an FLV file as a live stream.",
    footer = "Example: ./cumulus publish concert.flv rtmfp://localhost/live/concert")
final class PublishCommand implements Callable<Integer> {
  private static final long ANSWER_SECONDS = 60;
  private static final long DRAIN_SECONDS = 30;

  private final Terminal terminal;
  private final OrderlyStop stop;

  @Parameters(index = "0", paramLabel = "FILE.flv", description = "The file.")
  private Path file = Path.of("");

  @Parameters(
      index = "1",
      paramLabel = "URL",
      description = "rtmfp://host[:port]/app/streamName; the last part is the stream.")
  private String url = "";

  @Option(names = "--loop", description = "Begin again at the end, until Ctrl-C.")
  private boolean isLooped;

  @Mixin private ClientOptions clientOptions = new ClientOptions();
  @Mixin private GroupOption groupOption = new GroupOption();

  PublishCommand(Terminal terminal, OrderlyStop stop) {
    this.terminal = terminal;
    this.stop = stop;
  }

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    Logs.silence();
    RtmfpUrl.OfStream target = clientOptions.parse(url);
    Optional<Groupspec> group = groupOption.spec();
    FlvSource source = FlvSource.of(file);
    stop.watch(terminal.err());
    ConnectOptions options = clientOptions.options();
    try (NetConnection connection =
        Failures.await(
            stop.orStop(
                NetConnection.connect(target.application(), options, new ConnectionListener() {})),
            ANSWER_SECONDS,
            target.application(),
            target.streamName())) {
      if (group.isPresent()) {
        publish(source, target, connection, group.get());
      } else {
        publish(source, target, connection);
      }
    }
    return ExitCode.OK;
  }

  private void publish(FlvSource source, RtmfpUrl.OfStream target, NetConnection connection)
      throws CommandFailure {
    RtmfpUrl server = target.application();
    String name = target.streamName();
    var isClosed = new AtomicBoolean();
    var listener =
        new StreamListener() {
          @Override
          public void onClose() {
            isClosed.set(true);
          }
        };
    NetStream stream =
        Failures.await(
            stop.orStop(connection.createStream(listener)), ANSWER_SECONDS, server, name);
    Failures.await(stop.orStop(stream.publish(name)), ANSWER_SECONDS, server, name);
    var ended = connection.whenEnded();
    var meter = new Meter();
    ProgressLine progress = progress(meter, connection);
    Publisher publisher =
        publisher(
            source, StreamSink.of(stream), meter, () -> ended.isDone() || isClosed.get(), progress);
    try {
      publisher.run(isLooped);
      if (ended.isDone()) {
        throw Failures.of(ended.join(), server);
      }
      if (isClosed.get()) {
        throw Failures.ofStreamEnd(connection, target);
      }
      // Otherwise the end would overtake the last frames where packets are lost.
      Failures.await(stream.drain(), DRAIN_SECONDS, server, name);
      stream.closeStream();
      Failures.await(stream.drain(), DRAIN_SECONDS, server, name);
      stream.delete();
    } finally {
      progress.finish(System.nanoTime(), "published " + source.name() + " as " + name);
    }
  }

  /** Publishes to the members of a group; the server sees nothing of it. */
  private void publish(
      FlvSource source, RtmfpUrl.OfStream target, NetConnection connection, Groupspec spec)
      throws CommandFailure, InterruptedException {
    RtmfpUrl server = target.application();
    String name = target.streamName();
    NetGroup group = GroupOption.join(spec, connection, stop, target);
    NetGroupPublication publication =
        Failures.await(
            stop.orStop(group.publish(name, StreamSettings.DEFAULT)), ANSWER_SECONDS, server, name);
    var ended = connection.whenEnded();
    var meter = new Meter();
    ProgressLine progress = progress(meter, connection);
    Publisher publisher =
        publisher(source, StreamSink.of(publication), meter, ended::isDone, progress);
    try {
      publisher.run(isLooped);
      if (ended.isDone()) {
        throw Failures.of(ended.join(), server);
      }
      publication.close();
      // Members may still ask for what they miss.
      stop.await(StreamSettings.DEFAULT.window());
      group.leave();
    } finally {
      progress.finish(
          System.nanoTime(), "published " + source.name() + " as " + name + " in " + spec);
    }
  }

  private ProgressLine progress(Meter meter, NetConnection connection) {
    return new ProgressLine(
        "publishing",
        meter,
        connection,
        false,
        terminal.out(),
        terminal.isInteractive(),
        System.nanoTime());
  }

  private Publisher publisher(
      FlvSource source,
      StreamSink sink,
      Meter meter,
      BooleanSupplier isEnded,
      ProgressLine progress) {
    return new Publisher(
        source,
        sink,
        meter,
        () -> stop.isAsked() || isEnded.getAsBoolean(),
        () -> progress.tick(System.nanoTime()));
  }
}
