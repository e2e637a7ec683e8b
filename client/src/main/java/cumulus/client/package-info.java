/** NetConnection and NetStream for Java programs. */
@org.jspecify.annotations.NullMarked
package cumulus.client;
