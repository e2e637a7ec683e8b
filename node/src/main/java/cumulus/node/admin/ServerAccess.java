package cumulus.node.admin;

import cumulus.server.ToControl;
import cumulus.server.ToLoop;
import cumulus.transport.KeyWorkers;
import cumulus.transport.MailboxThread;
import cumulus.transport.UdpLoop;
import java.util.List;

/** The threads of a running server, to ask them. */
public record ServerAccess(
    List<UdpLoop<ToLoop>> loops, MailboxThread<ToControl> control, KeyWorkers keyWorkers) {
  public ServerAccess {
    loops = List.copyOf(loops);
  }
}
