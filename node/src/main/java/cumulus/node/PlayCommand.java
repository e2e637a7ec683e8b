package cumulus.node;

import cumulus.client.ConnectOptions;
import cumulus.client.ConnectionListener;
import cumulus.client.NetConnection;
import cumulus.client.NetGroup;
import cumulus.client.NetStream;
import cumulus.client.RtmfpUrl;
import cumulus.flash.flv.FlvTag;
import cumulus.flash.flv.FlvWriter;
import cumulus.flash.group.Groupspec;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cumulus play URL}. */
@Command(
    name = "play",
    mixinStandardHelpOptions = true,
    description = "Play a live stream, and record it to an FLV file.",
    footer = "Example: ./cumulus play rtmfp://localhost/live/concert -o recorded.flv")
final class PlayCommand implements Callable<Integer> {
  private static final long ANSWER_SECONDS = 60;
  private static final long TICK_MILLIS = 100;
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final int BUFFER_BYTES = 1 << 16;

  private final Terminal terminal;
  private final OrderlyStop stop;

  @Parameters(
      index = "0",
      paramLabel = "URL",
      description = "rtmfp://host[:port]/app/streamName; the last part is the stream.")
  private String url = "";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE.flv",
      description = "Where to record. Without it only figures are shown.")
  private @Nullable Path output;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "End after so many seconds. Default: when the publisher ends.")
  private int seconds;

  @Mixin private ClientOptions clientOptions = new ClientOptions();
  @Mixin private GroupOption groupOption = new GroupOption();

  PlayCommand(Terminal terminal, OrderlyStop stop) {
    this.terminal = terminal;
    this.stop = stop;
  }

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    Logs.silence();
    if (seconds < 0) {
      throw new CommandFailure("--seconds must be positive", ExitCode.USAGE);
    }
    checkOutput();
    Optional<Groupspec> group = groupOption.spec();
    RtmfpUrl.OfStream target = clientOptions.parse(url);
    RtmfpUrl server = target.application();
    String name = target.streamName();
    stop.watch(terminal.err());
    ConnectOptions options = clientOptions.options();
    try (NetConnection connection =
        Failures.await(
            stop.orStop(NetConnection.connect(server, options, new ConnectionListener() {})),
            ANSWER_SECONDS,
            server,
            name)) {
      var recorder = new Recorder();
      if (group.isPresent()) {
        NetGroup joined = GroupOption.join(group.get(), connection, stop, target);
        Failures.await(joined.play(name, recorder), ANSWER_SECONDS, server, name);
        record(recorder, connection, target);
        joined.leave();
        return ExitCode.OK;
      }
      NetStream stream =
          Failures.await(
              stop.orStop(connection.createStream(recorder)), ANSWER_SECONDS, server, name);
      Failures.await(stop.orStop(stream.play(name)), ANSWER_SECONDS, server, name);
      record(recorder, connection, target);
      stream.delete();
    }
    return ExitCode.OK;
  }

  private void record(Recorder recorder, NetConnection connection, RtmfpUrl.OfStream target)
      throws CommandFailure, InterruptedException {
    var meter = new Meter();
    var progress =
        new ProgressLine(
            "playing",
            meter,
            connection,
            true,
            terminal.out(),
            terminal.isInteractive(),
            System.nanoTime());
    progress.show("waiting for " + target.streamName() + " to be published (Ctrl-C ends)");
    try (OutputStream out = open()) {
      write(recorder, new FlvWriter(out, true, true), meter, progress);
    } catch (IOException e) {
      throw new CommandFailure(
          "cannot write " + output + ": " + e.getMessage() + ". Choose another place with -o");
    }
    String place = output == null ? "" : " into " + output;
    progress.finish(System.nanoTime(), "played " + target.streamName() + place);
    if (recorder.dropped() > 0) {
      terminal.err().println(recorder.dropped() + " tags are missing: the disk was too slow");
    }
    if (recorder.isOver() && !recorder.isUnpublished() && !stop.isAsked()) {
      throw Failures.ofStreamEnd(connection, target);
    }
    if (meter.isEmpty() && !stop.isAsked()) {
      throw new CommandFailure(
          "nothing was published as \""
              + target.streamName()
              + "\": publish with ./cumulus publish FILE.flv "
              + url);
    }
  }

  private void write(Recorder recorder, FlvWriter writer, Meter meter, ProgressLine progress)
      throws IOException, InterruptedException {
    long startNanos = System.nanoTime();
    var tail = new Tail();
    while (!recorder.isOver() && !stop.isAsked()) {
      Optional<FlvTag> next = recorder.next(TICK_MILLIS);
      long nowNanos = System.nanoTime();
      if (next.isPresent()) {
        FlvTag tag = next.get();
        writer.write(tag);
        meter.count(tag.type(), tag.timestampMillis(), tag.body().length);
      }
      if (!meter.isEmpty()) {
        progress.tick(nowNanos);
      }
      boolean isTimeOver = seconds > 0 && nowNanos - startNanos >= seconds * SECOND_NANOS;
      if (isTimeOver || recorder.isUnpublished() && tail.isOver(nowNanos, next.isPresent())) {
        return;
      }
    }
  }

  /**
   * Tells before anything is asked of a server; an existing file stays until there is something
   * new.
   */
  private void checkOutput() throws CommandFailure {
    if (output != null) {
      Path folder = output.toAbsolutePath().getParent();
      boolean isFolderFine =
          folder != null && Files.isDirectory(folder) && Files.isWritable(folder);
      if (!isFolderFine || Files.isDirectory(output)) {
        throw new CommandFailure(
            "cannot write " + output + ": choose a file in a folder that exists with -o");
      }
    }
  }

  private OutputStream open() throws IOException {
    return output == null
        ? OutputStream.nullOutputStream()
        : new BufferedOutputStream(Files.newOutputStream(output), BUFFER_BYTES);
  }
}
