package cumulus.node;

import java.lang.module.ModuleDescriptor;
import java.util.Optional;

/** The version of the program. */
final class Version {
  private Version() {}

  /** As the build wrote it into the module; "development" when there is none. */
  static String text() {
    return Optional.ofNullable(Version.class.getModule().getDescriptor())
        .flatMap(ModuleDescriptor::rawVersion)
        .orElse("development");
  }
}
