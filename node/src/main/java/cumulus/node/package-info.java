/** The executable: configuration, wiring and command line. */
@org.jspecify.annotations.NullMarked
package cumulus.node;
