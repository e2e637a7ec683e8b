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
      return ApplicationCheck.run(Scripts.settings(config), Scripts.www(config)).stream()
          .map(Problem::error)
          .toList();
    } catch (ScriptProblem e) {
      String text = String.valueOf(e.getMessage());
      boolean isNeeded = ApplicationCheck.isAny(Scripts.www(config));
      return List.of(isNeeded ? Problem.error(text) : Problem.warning(text));
    }
  }

  @Override
  public int exitCode() {
    return ExitCode.FAILURE;
  }
}
