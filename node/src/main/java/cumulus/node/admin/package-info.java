/**
 * What an operator sees of a running server: the local socket that answers {@code ./cumulus
 * status}, {@code trace}, {@code dump} and {@code log}, and what they ask for.
 */
@org.jspecify.annotations.NullMarked
package cumulus.node.admin;
