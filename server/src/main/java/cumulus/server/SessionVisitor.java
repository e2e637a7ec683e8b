package cumulus.server;

import cumulus.rtmfp.Session;

/** Looks at the sessions of a loop, on its thread. */
@FunctionalInterface
public interface SessionVisitor {
  /** Called once for each client; the session must not be kept. */
  void visit(long client, Session session);
}
