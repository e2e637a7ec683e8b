/**
 * The Flash cryptography profile (RFC 7425 section 4): packet encryption, certificates, key
 * agreement, cookies. Expensive work (modular exponentiation) is always a job object that somebody
 * else runs; everything else is confined to the thread of its endpoint.
 */
@org.jspecify.annotations.NullMarked
package cumulus.rtmfp.crypto;
