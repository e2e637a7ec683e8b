package cumulus.script.object;

import cumulus.links.Broadcaster;
import cumulus.links.LinkedServer;
import cumulus.links.Servers;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The linked servers as scripts see them; none before {@link #open}. */
public final class ScriptServers {
  /** Some of them. */
  static final class Members {
    private final Function<Servers, Broadcaster> which;
    private Optional<Broadcaster> members = Optional.empty();

    Members(Function<Servers, Broadcaster> which) {
      this.which = which;
    }

    Optional<Broadcaster> get() {
      return members;
    }

    List<LinkedServer> list() {
      return members.map(Broadcaster::list).orElse(List.of());
    }
  }

  private final Members all = new Members(Servers::all);
  private final Members initiators = new Members(Servers::initiators);
  private final Members targets = new Members(Servers::targets);

  /** The links are there, though none may stand yet. */
  public void open(Servers servers) {
    for (Members members : List.of(all, initiators, targets)) {
      members.members = Optional.of(members.which.apply(servers));
    }
  }

  /** Those linked now, in the order of their links. */
  public List<LinkedServer> list() {
    return all.list();
  }

  Members all() {
    return all;
  }

  Members initiators() {
    return initiators;
  }

  Members targets() {
    return targets;
  }
}
