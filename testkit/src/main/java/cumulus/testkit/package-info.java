/**
 * Test tools that know none of our modules: virtual clock, seeded network, seeds, probes, tidy
 * rules.
 */
@org.jspecify.annotations.NullMarked
package cumulus.testkit;
