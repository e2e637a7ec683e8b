package cumulus.server;

import cumulus.rtmfp.Address;
import cumulus.rtmfp.Payload;
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
}
