/** Links between servers: the collections an application sees, and the sockets behind them. */
@org.jspecify.annotations.NullMarked
package cumulus.links;
