/** Whole servers and clients under one virtual clock, and the rules of the repository. */
@org.jspecify.annotations.NullMarked
package cumulus.simulation;
