package cumulus.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Marks a test with one {@code long} parameter that is to be run once for each of many seeds.
 *
 * <pre>
 * &#64;Seeds(1_000)
 * void everyReliableMessageArrivesOnceAndInOrder(long seed) { ... }
 * </pre>
 *
 * All seeds of a method are one test of the report, so that a thousand of them print one line. They
 * share one instance of the test class, and the methods run before and after each test run once for
 * all seeds: what belongs to a seed must be local to the method. The first failing seed ends the
 * test; its message names the seed and says how to replay it.
 *
 * <p>System properties: {@code -Dseed=N} runs that seed alone, as {@link Seed} on the method does;
 * {@code -Dseeds=N} replaces the number of seeds of every such test; {@code -Dseeds.from=N} the
 * first one, which is 0 otherwise.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(SeedsExtension.class)
public @interface Seeds {
  /** How many seeds to run in the normal build, 1 or more. */
  int value();
}
