/** Encodings, chunks and packets (RFC 7016 section 2). */
@org.jspecify.annotations.NullMarked
package cumulus.rtmfp.wire;
