/**
 * What is said on a link between servers (multi-server section 4), without sockets, threads or
 * time: frames, names by number, hello, proof of the secret.
 */
@org.jspecify.annotations.NullMarked
package cumulus.links.wire;
