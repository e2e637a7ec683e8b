/** The server domain, deterministic: clients, publications, relay, and the Application SPI. */
@org.jspecify.annotations.NullMarked
package cumulus.server;
