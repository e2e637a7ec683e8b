package cumulus.script.object;

import cumulus.server.QualityOfService;
import java.util.function.Supplier;

/** How one medium is going, read when a script asks. */
final class ScriptQuality {
  private final Supplier<QualityOfService> source;

  ScriptQuality(Supplier<QualityOfService> source) {
    this.source = source;
  }

  QualityOfService now() {
    return source.get();
  }
}
