/** Startup, open sessions and their end (RFC 7016 section 3.5). */
@org.jspecify.annotations.NullMarked
package cumulus.rtmfp.session;
