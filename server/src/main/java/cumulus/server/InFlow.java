package cumulus.server;

import cumulus.flash.MalformedException;
import cumulus.flash.message.AggregateReader;
import cumulus.flash.message.MessageHeader;
import cumulus.flash.message.MessageType;
import cumulus.flash.message.UserControl;
import cumulus.rtmfp.Payload;
import cumulus.rtmfp.RecvFlow;
import cumulus.rtmfp.RecvFlowListener;

/** A flow of a client for one stream (or the control flow): sorts its messages by type. */
final class InFlow implements RecvFlowListener {
  /** How long a media flow of a publishing stream waits for a gap (flash-profile section 6.1). */
  static final long REORDER_WINDOW_NANOS = 1_000_000_000L;

  /** Reasons not to read the flow. */
  static final int HELD_BY_BARRIER = 1;

  static final int HELD_BY_CREDIT = 2;

  private final LoopClient client;
  private final LoopStream stream;
  private final RecvFlow flow;
  private final boolean inArrivalOrder;
  private final LoopCounters counters;
  private int held;
  private int holds;
  private boolean hasCommand;
  private boolean hasWindow;
  private boolean hasAudio;
  private boolean hasVideo;
  private long countedFragments;

  InFlow(
      LoopClient client,
      LoopStream stream,
      RecvFlow flow,
      boolean inArrivalOrder,
      LoopCounters counters) {
    this.client = client;
    this.stream = stream;
    this.flow = flow;
    this.inArrivalOrder = inArrivalOrder;
    this.counters = counters;
  }

  RecvFlow flow() {
    return flow;
  }

  LoopStream stream() {
    return stream;
  }

  /** Nothing but media came on it so far, so a gap need not be waited for without end. */
  boolean isMediaFlow() {
    return !hasCommand;
  }

  /** Stops reading for a reason; it is read again when no reason is left. */
  void hold(int reason) {
    holds++;
    if (held == 0) {
      flow.suspend();
    }
    held |= reason;
  }

  /** How often it was held so far, so that a late release hits no later hold. */
  int holds() {
    return holds;
  }

  void release(int reason) {
    int before = held;
    held &= ~reason;
    if (before != 0 && held == 0) {
      flow.resume();
    }
  }

  /** Has the publisher send less, or as much as it can. */
  void restrain(boolean isOn) {
    if (isOn) {
      flow.narrow();
    } else {
      flow.widen();
    }
  }

  /** Bounds the wait for gaps while the stream publishes. */
  void boundGaps() {
    if (!hasCommand && !hasWindow) {
      hasWindow = true;
      flow.setReorderWindow(REORDER_WINDOW_NANOS, InFlow::isOfMediaFlow);
    }
  }

  void unboundGaps() {
    if (hasWindow) {
      hasWindow = false;
      flow.setReorderWindow(0, InFlow::isOfMediaFlow);
    }
  }

  @Override
  public void onMessage(RecvFlow from, Payload message) {
    byte[] bytes = message.bytes();
    if (bytes.length < MessageHeader.SIZE) {
      counters.malformed++;
      return;
    }
    int type = MessageHeader.type(bytes, 0);
    int timestamp = (int) MessageHeader.timestampMillis(bytes, 0);
    switch (type) {
      case MessageType.AUDIO, MessageType.VIDEO, MessageType.DATA, MessageType.DATA_EXTENDED ->
          media(type, timestamp, bytes, MessageHeader.SIZE, bytes.length - MessageHeader.SIZE);
      case MessageType.COMMAND, MessageType.COMMAND_EXTENDED -> {
        hasCommand = true;
        unboundGaps();
        client.command(this, message);
      }
      case MessageType.USER_CONTROL -> userControl(bytes);
      case MessageType.AGGREGATE -> aggregate(timestamp, bytes);
      default -> counters.ignored++;
    }
  }

  @Override
  public void onGap(RecvFlow from, long fragments) {
    countedFragments += fragments;
    stream.gap(fragments, hasAudio, hasVideo || !hasAudio);
  }

  @Override
  public void onComplete(RecvFlow from) {
    client.flowComplete(this);
  }

  private void media(int type, int timestamp, byte[] bytes, int offset, int length) {
    hasAudio |= type == MessageType.AUDIO;
    hasVideo |= type == MessageType.VIDEO;
    stream.arrived(flow.passed() - countedFragments, hasAudio, hasVideo);
    countedFragments = flow.passed();
    int start = offset;
    int bodyType = type;
    if (type == MessageType.DATA_EXTENDED) {
      if (length == 0 || bytes[offset] != 0) {
        counters.malformed++;
        return;
      }
      start++;
      bodyType = MessageType.DATA;
    }
    stream.media(bodyType, timestamp, Payload.copyOf(bytes, start, offset + length - start));
  }

  private void aggregate(int timestamp, byte[] bytes) {
    var parts =
        new AggregateReader(
            timestamp & 0xffff_ffffL, bytes, MessageHeader.SIZE, bytes.length - MessageHeader.SIZE);
    try {
      while (parts.next()) {
        if (MessageType.isMedia(parts.type())) {
          media(
              parts.type(),
              (int) parts.timestampMillis(),
              bytes,
              parts.bodyOffset(),
              parts.bodyLength());
        }
      }
    } catch (MalformedException _) {
      counters.malformed++;
    }
  }

  private void userControl(byte[] bytes) {
    try {
      client.userControl(
          this,
          UserControl.read(bytes, MessageHeader.SIZE, bytes.length - MessageHeader.SIZE),
          inArrivalOrder);
    } catch (MalformedException _) {
      counters.malformed++;
    }
  }

  private static boolean isOfMediaFlow(int firstByte) {
    return switch (firstByte) {
      case MessageType.USER_CONTROL,
          MessageType.AUDIO,
          MessageType.VIDEO,
          MessageType.DATA,
          MessageType.DATA_EXTENDED ->
          true;
      default -> false;
    };
  }
}
