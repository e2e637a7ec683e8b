package cumulus.testkit;

import java.lang.reflect.Method;

/** Says which seed made a test fail and how to run that seed alone; the cause is the failure. */
final class SeedFailedError extends AssertionError {
  private static final long serialVersionUID = 1;

  SeedFailedError(long seed, Method method, Throwable failure) {
    super(
        "seed %d failed: %s%nreplay with -Dtest=%s#%s -Dseed=%d, or @Seed(%d) on the method"
            .formatted(
                seed,
                failure,
                method.getDeclaringClass().getSimpleName(),
                method.getName(),
                seed,
                seed),
        failure);
  }
}
