package cumulus.node;

import cumulus.client.ConnectOptions;
import cumulus.client.RtmfpUrl;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Options that publish and play share. */
final class ClientOptions {
  @Option(
      names = "--encoding",
      paramLabel = "N",
      description = "Object encoding: 0 (AMF0) or 3 (AMF3). Default: 3.")
  private int encoding = 3;

  @Option(
      names = "--dh-group",
      paramLabel = "N",
      description = "Diffie-Hellman group: 2, 5 or 14. Default: 2, which every server knows.")
  private int dhGroup = 2;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      description = "Longest wait for the server. Default: 15.")
  private int waitSeconds = 15;

  @Option(
      names = {"--log", "-l"},
      paramLabel = "N",
      converter = LogLevelConverter.class,
      description = "7 and 8 show the stack trace of an error of our own.")
  private LogLevel log = LogLevel.INFO;

  ConnectOptions options() throws CommandFailure {
    try {
      Duration wait = Duration.ofSeconds(waitSeconds);
      return ConnectOptions.DEFAULT
          .withObjectEncoding(encoding)
          .withDhGroup(dhGroup)
          .withTimes(wait, wait, ConnectOptions.DEFAULT.silenceTime());
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(
          "--encoding must be 0 or 3, --dh-group 2, 5 or 14, --wait at least 1", ExitCode.USAGE);
    }
  }

  LogLevel logLevel() {
    return log;
  }

  RtmfpUrl parseServer(String url) throws CommandFailure {
    try {
      return RtmfpUrl.parse(url);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), ExitCode.USAGE);
    }
  }

  RtmfpUrl.OfStream parse(String url) throws CommandFailure {
    try {
      return RtmfpUrl.parseStream(url);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), ExitCode.USAGE);
    }
  }
}
