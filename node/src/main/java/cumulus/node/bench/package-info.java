/** Load on an RTMFP server, and what it shows of the server. */
@org.jspecify.annotations.NullMarked
package cumulus.node.bench;
