/** Typed protocol events, drop reasons and the causes of every end. */
@org.jspecify.annotations.NullMarked
package cumulus.rtmfp.trace;
