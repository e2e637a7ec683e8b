package cumulus.client;

import cumulus.flash.amf.AmfValue;
import cumulus.flash.message.Command;
import cumulus.flash.message.DataMessage;
import cumulus.flash.message.FlowMetadata;
import cumulus.flash.message.FlowSyncBarrier;
import cumulus.flash.message.MediaTags;
import cumulus.flash.message.MessageType;
import cumulus.flash.message.UserControl;
import cumulus.rtmfp.Delivery;
import cumulus.rtmfp.Payload;
import cumulus.rtmfp.Priority;
import cumulus.rtmfp.RecvFlow;
import cumulus.rtmfp.SendFlow;
import cumulus.rtmfp.SendFlowListener;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A NetStream as a state machine: what one stream of a {@link ClientConnection} sends and receives
 * (flash-profile section 6). Commands and data, audio, and video travel on flows of their own, so
 * that none waits for another. Belongs to the thread that runs the connection.
 *
 * <p>After the stream or its connection has ended, every method does nothing.
 */
public final class ClientStream {
  private static final int MAX_DRAIN_WATCHERS = 64;
  private static final int HEAD_BYTES = 5;

  /** What a flow of the stream carries. */
  private enum Lane {
    COMMANDS(Priority.IMMEDIATE),
    AUDIO(Priority.IMMEDIATE),
    VIDEO(Priority.PRIORITY);

    private final Priority priority;

    Lane(Priority priority) {
      this.priority = priority;
    }
  }

  private final StreamCarrier carrier;
  private final long id;
  private final StreamListener listener;
  private final CommandWriter writer;
  private final long queueBytes;
  private final Map<Lane, SendFlow> flows = new EnumMap<>(Lane.class);
  private final List<Runnable> drainWatchers = new ArrayList<>();
  private final FlowSyncBarrier<RecvFlow> barrier =
      new FlowSyncBarrier<>(RecvFlow::suspend, RecvFlow::resume);
  private Delivery audioDelivery = Delivery.MEDIA;
  private Delivery videoDelivery = Delivery.MEDIA;
  private boolean isOpen = true;
  private boolean isVideoWithheld;
  private long droppedFrames;

  ClientStream(
      StreamCarrier carrier,
      long id,
      StreamListener listener,
      CommandWriter writer,
      long queueBytes) {
    this.carrier = carrier;
    this.id = id;
    this.listener = listener;
    this.writer = writer;
    this.queueBytes = queueBytes;
  }

  /** The id that the server gave it. */
  public long id() {
    return id;
  }

  /** True until it was deleted or its connection ended. */
  public boolean isOpen() {
    return isOpen;
  }

  /** Begins to publish live; the server answers with a status. */
  public void publish(String name) {
    publish(name, "live");
  }

  /** Begins to publish: {@code live}, {@code record} or {@code append}. */
  public void publish(String name, String type) {
    command("publish", AmfValue.of(name), AmfValue.of(type));
  }

  /** Begins to play what is or will be published under this name. */
  public void play(String name) {
    command("play", AmfValue.of(name));
  }

  /**
   * Begins to play.
   *
   * @param startSeconds -2: live, else a recording; -1: live only; -3: live and unbuffered (lost
   *     media are not sent again); 0 or more: a recording from there
   * @param durationSeconds -1 for all
   * @param isReset false: after what the stream plays now
   */
  public void play(String name, double startSeconds, double durationSeconds, boolean isReset) {
    command(
        "play",
        AmfValue.of(name),
        AmfValue.of(startSeconds * 1000),
        AmfValue.of(durationSeconds < 0 ? durationSeconds : durationSeconds * 1000),
        AmfValue.of(isReset));
  }

  /** Ends publishing or playing; the stream can be used again. */
  public void closeStream() {
    command("closeStream");
  }

  /** Ends the stream. */
  public void delete() {
    if (isOpen) {
      carrier.deleted(this);
      close();
    }
  }

  /**
   * Stops or resumes delivery of what is played; the position is that of the program, milliseconds.
   */
  public void pause(boolean isPaused, long positionMillis) {
    command("pause", AmfValue.of(isPaused), AmfValue.of((double) positionMillis));
  }

  /** Asks for another position of a recording, milliseconds. */
  public void seek(long positionMillis) {
    command("seek", AmfValue.of((double) positionMillis));
  }

  /** Mutes or unmutes the audio of what is played. */
  public void receiveAudio(boolean isReceived) {
    command("receiveAudio", AmfValue.of(isReceived));
  }

  /** Mutes or unmutes the video of what is played. */
  public void receiveVideo(boolean isReceived) {
    command("receiveVideo", AmfValue.of(isReceived));
  }

  /** Tells the server how much is kept before it is shown (NetStream.bufferTime), milliseconds. */
  public void setBufferTime(long millis) {
    if (isOpen) {
      carrier.sendControl(new UserControl.SetBufferLength(id, millis));
    }
  }

  /** Whether lost audio is sent again (NetStream.audioReliable); at first it is. */
  public void setAudioReliable(boolean isReliable) {
    audioDelivery = isReliable ? Delivery.MEDIA : Delivery.ONCE;
  }

  /** Whether lost video is sent again (NetStream.videoReliable); at first it is. */
  public void setVideoReliable(boolean isReliable) {
    videoDelivery = isReliable ? Delivery.MEDIA : Delivery.ONCE;
  }

  /**
   * Sends an audio message.
   *
   * @param body in the form of an FLV audio tag
   * @return false if it was dropped
   */
  public boolean sendAudio(long timestampMillis, Payload body) {
    boolean isHeader = MediaTags.isAudioCodecHeader(body.bytes(), 0, body.length());
    if (isOverfull() && !isHeader) {
      droppedFrames++;
      return false;
    }
    return send(
        Lane.AUDIO,
        MessageType.AUDIO,
        timestampMillis,
        body,
        isHeader ? Delivery.RELIABLE : audioDelivery);
  }

  /**
   * Sends a video message. When more waits than the connection's options allow, what waits of the
   * video is dropped, and everything up to the next key frame.
   *
   * @param body in the form of an FLV video tag
   * @return false if it was dropped
   */
  public boolean sendVideo(long timestampMillis, Payload body) {
    boolean isHeader = MediaTags.isVideoCodecHeader(body.bytes(), 0, body.length());
    if (isHeader) {
      return send(Lane.VIDEO, MessageType.VIDEO, timestampMillis, body, Delivery.RELIABLE);
    }
    if (isOverfull()) {
      isVideoWithheld = true;
      SendFlow video = flows.get(Lane.VIDEO);
      droppedFrames += video == null ? 0 : video.discardUnsent();
    }
    if (isVideoWithheld
        && (isOverfull() || !MediaTags.isKeyFrame(body.bytes(), 0, body.length()))) {
      droppedFrames++;
      return false;
    }
    isVideoWithheld = false;
    return send(Lane.VIDEO, MessageType.VIDEO, timestampMillis, body, videoDelivery);
  }

  /** Sends a data message: whoever plays the stream gets a call of {@code handler}. */
  public void sendData(long timestampMillis, String handler, List<AmfValue> arguments) {
    write(Lane.COMMANDS, writer.data(timestampMillis, handler, arguments));
  }

  /**
   * Sends a data message whose handler name and arguments are AMF0 already, as in an FLV script
   * tag.
   */
  public void sendData(long timestampMillis, Payload amf) {
    long head = (long) writer.dataType() << 32 | timestampMillis & 0xffff_ffffL;
    if (writer.dataType() == MessageType.DATA_EXTENDED) {
      // One more byte of head: the format byte 0 of type 15.
      write(Lane.COMMANDS, HEAD_BYTES + 1, head << 8, amf, Delivery.RELIABLE);
    } else {
      write(Lane.COMMANDS, HEAD_BYTES, head, amf, Delivery.RELIABLE);
    }
  }

  /** Bytes of messages that the server has not wholly acknowledged. */
  public long queuedBytes() {
    long bytes = 0;
    for (SendFlow flow : flows.values()) {
      bytes += flow.queuedBytes();
    }
    return bytes;
  }

  /** Media messages dropped because the network did not take them in time. */
  public long droppedFrames() {
    return droppedFrames;
  }

  /**
   * Runs an action once everything sent so far was acknowledged, or the stream has ended.
   *
   * @throws IllegalStateException when too many actions wait
   */
  public void whenDrained(Runnable action) {
    if (drainWatchers.size() >= MAX_DRAIN_WATCHERS) {
      throw new IllegalStateException(MAX_DRAIN_WATCHERS + " actions wait already");
    }
    drainWatchers.add(action);
  }

  void advance() {
    if (!drainWatchers.isEmpty() && (!isOpen || queuedBytes() == 0)) {
      List<Runnable> due = List.copyOf(drainWatchers);
      drainWatchers.clear();
      due.forEach(Runnable::run);
    }
  }

  boolean isDrainWatched() {
    return !drainWatchers.isEmpty();
  }

  /** Takes what a flow of the server for this stream delivers. */
  FlowReceiver newReceiver() {
    return new FlowReceiver(new Inbox());
  }

  void onUserControl(UserControl control) {
    listener.onUserControl(control);
  }

  /** Ends the flows in order and the stream for its listener. */
  void close() {
    if (!isOpen) {
      return;
    }
    isOpen = false;
    barrier.releaseAll();
    flows.values().forEach(SendFlow::close);
    listener.onClose();
  }

  /** Says something on the flow for commands and data. */
  void write(Payload message) {
    write(Lane.COMMANDS, message);
  }

  /** Says something to the program. */
  void tell(NetStatus status) {
    listener.onStatus(status);
  }

  /** Lets nothing on one flow overtake what went before on another (flash-profile section 4). */
  void synchronize(long syncId) {
    Payload sync = writer.control(new UserControl.FlowSync(syncId, Lane.values().length));
    for (Lane lane : Lane.values()) {
      write(lane, sync);
    }
  }

  /** Holds video back until the next key frame. */
  void withholdVideo() {
    isVideoWithheld = true;
  }

  /** Type of data messages. */
  int dataType() {
    return writer.dataType();
  }

  private boolean isOverfull() {
    return queuedBytes() > queueBytes;
  }

  private void command(String name, AmfValue... arguments) {
    write(Lane.COMMANDS, writer.command(name, 0, arguments));
  }

  private boolean send(Lane lane, int type, long timestampMillis, Payload body, Delivery delivery) {
    long head = (long) type << 32 | timestampMillis & 0xffff_ffffL;
    return write(lane, HEAD_BYTES, head, body, delivery);
  }

  private void write(Lane lane, Payload message) {
    write(lane, 0, 0, message, Delivery.RELIABLE);
  }

  private boolean write(Lane lane, int headLength, long head, Payload body, Delivery delivery) {
    if (!isOpen) {
      return false;
    }
    SendFlow flow = flows.get(lane);
    if (flow == null) {
      if (!carrier.mayOpenFlow()) {
        return false;
      }
      flow = carrier.openFlow(new FlowMetadata.Stream(id, false), lane.priority, new FlowEnd());
      flows.put(lane, flow);
    }
    flow.write(headLength, head, body, delivery);
    return flow.isOpen();
  }

  /** A rejected flow of a stream ends the stream: a sender must not open it again. */
  private final class FlowEnd implements SendFlowListener {
    @Override
    public void onException(SendFlow flow, long code) {
      if (isOpen) {
        carrier.refusal().ifPresent(listener::onStatus);
        delete();
      }
    }
  }

  /**
   * What the server had sent before it heard of the stream's end still arrives: it is read, so that
   * the flows come to their end, and shown to nobody.
   */
  private final class Inbox implements FlowReceiver.Target {
    @Override
    public void onCommand(RecvFlow flow, Command command) {
      if (!isOpen) {
        return;
      }
      switch (command.name()) {
        case "onStatus" -> listener.onStatus(NetStatus.of(command.argument(0)));
        case "close" -> delete();
        default -> carrier.onCall(command);
      }
    }

    @Override
    public void onControl(RecvFlow flow, UserControl control) {
      if (!isOpen) {
        return;
      }
      if (control instanceof UserControl.FlowSync(long syncId, long count)) {
        barrier.onSync(flow, syncId, count);
      } else {
        listener.onUserControl(control);
      }
    }

    @Override
    public void onAudio(long timestampMillis, byte[] bytes, int offset, int length) {
      if (isOpen) {
        listener.onAudio(timestampMillis, bytes, offset, length);
      }
    }

    @Override
    public void onVideo(long timestampMillis, byte[] bytes, int offset, int length) {
      if (isOpen) {
        listener.onVideo(timestampMillis, bytes, offset, length);
      }
    }

    @Override
    public void onData(long timestampMillis, DataMessage data) {
      if (isOpen) {
        listener.onData(timestampMillis, data);
      }
    }

    @Override
    public void onGap(RecvFlow flow, long fragments) {
      if (isOpen) {
        listener.onGap(fragments);
      }
    }

    @Override
    public void onComplete(RecvFlow flow) {
      barrier.onFlowEnded(flow);
    }
  }

  /** The number in a createStream result, which old servers write as an AMF3 integer (trap 6). */
  static double idOf(AmfValue result) {
    return result.numberOr(-1);
  }
}
