package cumulus.server;

import java.util.List;
import java.util.Optional;

/** A NetGroup that has a member; to be used on the application thread only. */
public interface Group {
  /** 32 bytes (a copy). */
  byte[] id();

  /** Number of {@link #clients}: virtual members do not count. */
  int size();

  /** The connected clients in it, in the order of joining. */
  List<Client> clients();

  /** What the application keeps with the group while it has a member. */
  Optional<Object> attachment();

  void attach(Object kept);
}
