package cumulus.server;

import cumulus.rtmfp.Address;
import cumulus.rtmfp.RecvFlow;
import cumulus.rtmfp.RecvFlowListener;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a client is to its peers, on its loop: where it can be reached, whether it still answers,
 * and the flows that stand for its memberships in groups.
 */
final class ClientPeering {
  /** NetGroups that one client may be in. */
  static final int MAX_GROUPS = 256;

  private final LoopClient client;
  private final ServerLoop loop;
  private final Reachability reachability;
  private Map<Long, GroupFlow> groupFlows = Map.of();
  private List<Address> addresses = List.of();
  private boolean hasTold;
  private Address publishedAddress;

  ClientPeering(LoopClient client, ServerLoop loop) {
    this.client = client;
    this.loop = loop;
    this.reachability = new Reachability(client.session(), loop.timers(), this::silent);
    this.publishedAddress = client.session().farAddress();
  }

  /** Where it says that it can be reached (flash-profile section 5.2). */
  List<Address> addresses() {
    return addresses;
  }

  Reachability reachability() {
    return reachability;
  }

  /** It says where it can be reached. */
  void tell(List<Address> told) {
    addresses = told;
    hasTold = true;
    publish();
  }

  /** Enters what is new into the peer directory, if it is connected. */
  void publish() {
    if (client.isConnected()) {
      publishedAddress = client.session().farAddress();
      loop.peers().publish(client);
    }
  }

  /** Every two seconds: has it moved, and is it still there? */
  void look() {
    if (!client.session().farAddress().equals(publishedAddress)) {
      publish();
    }
    if (hasTold && reachability.isQuiet(loop.settings().keepAliveServerMillis())) {
      reachability.ask();
    }
  }

  private void silent(boolean isSilent) {
    if (client.isConnected()) {
      publish();
      loop.post(new ToControl.PeerSilent(client.id(), isSilent));
    }
  }

  /** A flow for a group; empty if it is to be refused. */
  Optional<RecvFlowListener> accept(RecvFlow flow) {
    if (!client.isConnected() || groupFlows.size() >= MAX_GROUPS) {
      return Optional.empty();
    }
    var group = new GroupFlow(client, flow, loop);
    if (groupFlows.isEmpty()) {
      groupFlows = new HashMap<>();
    }
    groupFlows.put(flow.id(), group);
    return Optional.of(group);
  }

  /** The flow that stands for a membership. */
  Optional<GroupFlow> groupFlow(long flow) {
    return Optional.ofNullable(groupFlows.get(flow));
  }

  /** A membership is over. */
  void left(RecvFlow flow) {
    if (!groupFlows.isEmpty()) {
      groupFlows.remove(flow.id());
    }
  }
}
