package cumulus.rtmfp;

/** What happens to a flow that we send. */
public interface SendFlowListener {
  /** For a flow of which nothing is to be known. */
  SendFlowListener NONE = new SendFlowListener() {};

  /** The far end rejected the flow with this code; it is closed and everything queued is lost. */
  default void onException(SendFlow flow, long code) {}

  /** After {@link SendFlow#close}: everything was acknowledged or given up. */
  default void onComplete(SendFlow flow) {}
}
