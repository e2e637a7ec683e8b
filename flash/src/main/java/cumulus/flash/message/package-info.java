/**
 * RTMP messages as RTMFP flows carry them: commands, data, user control, aggregates, and what flows
 * say about themselves (flash-profile sections 1 to 6).
 */
@org.jspecify.annotations.NullMarked
package cumulus.flash.message;
