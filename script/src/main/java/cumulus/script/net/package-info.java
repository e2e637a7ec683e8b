/** Sockets and mail of scripts. */
@org.jspecify.annotations.NullMarked
package cumulus.script.net;
