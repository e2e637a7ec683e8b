package cumulus.client;

import cumulus.flash.message.Command;
import cumulus.flash.message.FlowMetadata;
import cumulus.flash.message.UserControl;
import cumulus.rtmfp.Priority;
import cumulus.rtmfp.SendFlow;
import cumulus.rtmfp.SendFlowListener;
import java.util.Optional;

/** What carries a stream: the connection to a server, or a session with a peer. */
interface StreamCarrier {
  /** False at the end too, from the moment it is known and before it is told. */
  boolean mayOpenFlow();

  /** Opens a flow with this metadata; only while {@link #mayOpenFlow}. */
  SendFlow openFlow(FlowMetadata metadata, Priority priority, SendFlowListener events);

  /** Sends an event about a stream, on the control flow where there is one. */
  void sendControl(UserControl event);

  /** The program, or the far end, has ended the stream. */
  void deleted(ClientStream stream);

  /** The far end calls a method on a flow of the stream. */
  void onCall(Command command);

  /** What the program is told when the far end refuses a flow of the stream; empty for nothing. */
  default Optional<NetStatus> refusal() {
    return Optional.empty();
  }
}
