package cumulus.node;

import cumulus.script.ApplicationCheck;
import cumulus.script.ScriptProblem;
import java.util.List;

/** Whether every application below {@code www} compiles. Nothing of it is run. */
final class ScriptCheck implements Check {
  @Override
  public List<Problem> run(Config.Reading reading) {
    Config config = reading.config();
    try {
      return ApplicationCheck.run(Scripts.settings(config), config.directory().resolve("www"))
          .stream()
          .map(Problem::error)
          .toList();
    } catch (ScriptProblem e) {
      return List.of(Problem.error(String.valueOf(e.getMessage())));
    }
  }

  @Override
  public int exitCode() {
    return ExitCode.FAILURE;
  }
}
