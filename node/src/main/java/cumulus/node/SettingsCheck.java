package cumulus.node;

import java.util.List;
import java.util.stream.Stream;

/** Whether every setting can be used, and has an effect. */
final class SettingsCheck implements Check {
  @Override
  public List<Problem> run(Config.Reading reading) {
    return Stream.concat(
            reading.problems().stream().map(Problem::error),
            reading.config().warnings().stream().map(Problem::warning))
        .toList();
  }

  @Override
  public int exitCode() {
    return ExitCode.CONFIG;
  }
}
