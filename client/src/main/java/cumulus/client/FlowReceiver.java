package cumulus.client;

import cumulus.flash.MalformedException;
import cumulus.flash.amf.AmfOptions;
import cumulus.flash.message.AggregateReader;
import cumulus.flash.message.Command;
import cumulus.flash.message.DataMessage;
import cumulus.flash.message.MessageHeader;
import cumulus.flash.message.MessageType;
import cumulus.flash.message.UserControl;
import cumulus.rtmfp.Payload;
import cumulus.rtmfp.RecvFlow;
import cumulus.rtmfp.RecvFlowListener;

/**
 * Reads the messages of one flow from the server and gives them to whom they are for. A message
 * that is malformed or of an unknown type is dropped alone, and counted.
 */
final class FlowReceiver implements RecvFlowListener {
  /** Who takes the messages of a connection's or a stream's flows. */
  interface Target {
    void onCommand(RecvFlow flow, Command command);

    void onControl(RecvFlow flow, UserControl control);

    void onAudio(long timestampMillis, byte[] bytes, int offset, int length);

    void onVideo(long timestampMillis, byte[] bytes, int offset, int length);

    void onData(long timestampMillis, DataMessage data);

    void onGap(RecvFlow flow, long fragments);

    void onComplete(RecvFlow flow);
  }

  private final Target target;
  private long dropped;

  FlowReceiver(Target target) {
    this.target = target;
  }

  @Override
  public void onMessage(RecvFlow flow, Payload message) {
    byte[] bytes = message.bytes();
    if (bytes.length < MessageHeader.SIZE) {
      dropped++;
      return;
    }
    try {
      dispatch(
          flow,
          MessageHeader.type(bytes, 0),
          MessageHeader.timestampMillis(bytes, 0),
          bytes,
          MessageHeader.SIZE,
          bytes.length - MessageHeader.SIZE);
    } catch (MalformedException e) {
      dropped++;
    }
  }

  @Override
  public void onGap(RecvFlow flow, long fragments) {
    target.onGap(flow, fragments);
  }

  @Override
  public void onComplete(RecvFlow flow) {
    target.onComplete(flow);
  }

  /** Messages of this flow that could not be read. */
  long dropped() {
    return dropped;
  }

  private void dispatch(
      RecvFlow flow, int type, long timestampMillis, byte[] bytes, int offset, int length)
      throws MalformedException {
    switch (type) {
      case MessageType.AUDIO -> target.onAudio(timestampMillis, bytes, offset, length);
      case MessageType.VIDEO -> target.onVideo(timestampMillis, bytes, offset, length);
      case MessageType.DATA, MessageType.DATA_EXTENDED ->
          target.onData(timestampMillis, DataMessage.read(type, bytes, offset, length));
      case MessageType.COMMAND, MessageType.COMMAND_EXTENDED ->
          target.onCommand(flow, Command.read(type, bytes, offset, length, AmfOptions.CLIENT));
      case MessageType.USER_CONTROL ->
          target.onControl(flow, UserControl.read(bytes, offset, length));
      case MessageType.AGGREGATE -> {
        var parts = new AggregateReader(timestampMillis, bytes, offset, length);
        while (parts.next()) {
          dispatch(
              flow,
              parts.type(),
              parts.timestampMillis(),
              bytes,
              parts.bodyOffset(),
              parts.bodyLength());
        }
      }
      default -> dropped++;
    }
  }
}
