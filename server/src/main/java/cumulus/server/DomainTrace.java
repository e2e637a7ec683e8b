package cumulus.server;

import cumulus.rtmfp.Session;

/** Where loops tell {@link DomainEvent}s, of sessions that are traced only; on their threads. */
@FunctionalInterface
public interface DomainTrace {
  /** Keeps nothing. */
  DomainTrace NONE = (_, _, _) -> {};

  /** Something happened to a client. */
  void emit(long client, Session session, DomainEvent event);
}
