/** What the building blocks cost. */
@org.jspecify.annotations.NullMarked
package cumulus.benchmarks;
