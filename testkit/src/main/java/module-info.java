/**
 * Test tools that know none of our modules: virtual clock, seeded network, seeds, probes, tidy
 * rules.
 */
module cumulus.testkit {
  requires static org.jspecify;
  requires transitive org.junit.jupiter.api;
  requires java.management;
  requires jdk.management;

  exports cumulus.testkit;
}
