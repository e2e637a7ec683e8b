/** What runs an endpoint: UDP loops, mailboxes, timers and key-agreement workers. */
@org.jspecify.annotations.NullMarked
package cumulus.transport;
