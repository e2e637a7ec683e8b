package cumulus.links;

import cumulus.flash.amf.AmfString;
import cumulus.flash.amf.AmfValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Linked servers in the order in which their links were established. Application thread. */
public final class Broadcaster {
  private final Servers servers;
  private final List<LinkedServer> members = new ArrayList<>();

  Broadcaster(Servers servers) {
    this.servers = servers;
  }

  /** How many links stand. */
  public int count() {
    return members.size();
  }

  /** The members as they are now, a copy. */
  public List<LinkedServer> list() {
    return List.copyOf(members);
  }

  /**
   * A member by its place.
   *
   * @param index from 1
   */
  public Optional<LinkedServer> at(int index) {
    return index < 1 || index > members.size()
        ? Optional.empty()
        : Optional.of(members.get(index - 1));
  }

  /** The first member with this address or public address, compared as text. */
  public Optional<LinkedServer> find(String address) {
    return members.stream()
        .filter(s -> s.address().equals(address) || s.publicAddress().equals(address))
        .findFirst();
  }

  /** Sends to each member, as {@link LinkedServer#send} does. */
  public void broadcast(AmfString handler, List<AmfValue> values) {
    servers.send(members, handler, values);
  }

  void add(LinkedServer server) {
    members.add(server);
  }

  void remove(LinkedServer server) {
    members.remove(server);
  }
}
