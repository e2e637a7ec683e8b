package cumulus.server;

import cumulus.rtmfp.Address;
import cumulus.rtmfp.Payload;
import cumulus.rtmfp.PeerHello;
import cumulus.rtmfp.trace.CloseCause;
import java.util.List;
import java.util.function.Consumer;

/** What the application thread is told by the loops, in the order in which it happened. */
public sealed interface ToControl {
  /** A client has said something for the first time. */
  record Opened(long client, int loop, byte[] peerId, Address address, ClientGauge gauge)
      implements ToControl {}

  /** A whole command message; answered by {@link ToLoop.Decided}. */
  record CommandReceived(long client, int stream, Payload message) implements ToControl {}

  /** A stream command that needs no decision but has to wait behind undecided ones. */
  record Bounce(long client, int stream, Payload message) implements ToControl {}

  /** The far end refused a flow of the stream: whatever runs there is over. */
  record StreamFailed(long client, int stream) implements ToControl {}

  /** Nothing of ours for a deleted stream is under way any more: its id may be given again. */
  record StreamGone(long client, int stream) implements ToControl {}

  /** The session is over, and with it every publication and subscription of the client. */
  record Closed(long client, CloseCause cause) implements ToControl {}

  /** A publication has ended, listeners were told; never posted for a client that closed. */
  record PublicationEnded(long publication) implements ToControl {}

  /** The client itself changed what it receives. */
  record ReceptionChanged(long client, int stream, boolean audio, boolean video)
      implements ToControl {}

  /** The client's packets come from elsewhere now. */
  record Moved(long client, Address address) implements ToControl {}

  /** What a publication has received, now and then. */
  record Figures(long publication, PublicationFigures figures) implements ToControl {}

  /** Work of the application, brought back to its thread by whoever did the rest of it. */
  record Task(Runnable work) implements ToControl {}

  /** A message that was distributed, with the bytes it holds of the budget. */
  record Media(long publication, int type, int timestamp, Payload body, PacketBudget budget)
      implements ToControl {}

  /** So many messages of the publication were not reported: the budget had no room for them. */
  record MediaMissed(long publication, long messages) implements ToControl {}

  /**
   * Say what is known, on the application thread.
   *
   * @param clients whose paths are wanted
   * @param most names
   */
  record Report(List<Long> clients, int most, Consumer<ControlReport> to) implements ToControl {
    public Report {
      clients = List.copyOf(clients);
    }
  }

  /** What is about groups, peers that look for each other, and hellos. */
  sealed interface Peering extends ToControl {}

  /** A client joins a group on a flow; answered by {@link ToLoop.GroupJoinDone}. */
  record GroupJoined(long client, long flow, byte[] groupId) implements Peering {}

  /** The flow has ended, and the membership with it. */
  record GroupLeft(long client, long flow) implements Peering {}

  /** A client does not even answer pings, or it does again. */
  record PeerSilent(long client, boolean isSilent) implements Peering {}

  /** Somebody wants to connect; answered by {@link ToLoop.HelloDecided}. */
  record HelloReceived(int loop, Address from, byte[] tag, String url) implements Peering {}

  /** Somebody looks for a peer that is not here; answered by {@link ToLoop.HelloDecided}. */
  record UnknownPeer(int loop, PeerHello hello) implements Peering {}

  /** The addresses of a host (with any port); none if it has no name. */
  record HostResolved(String host, List<Address> addresses) implements Peering {
    public HostResolved {
      addresses = List.copyOf(addresses);
    }
  }
}
