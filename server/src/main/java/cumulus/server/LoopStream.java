package cumulus.server;

import cumulus.flash.MalformedException;
import cumulus.flash.amf.AmfOptions;
import cumulus.flash.message.Command;
import cumulus.flash.message.FlowMetadata;
import cumulus.flash.message.MessageHeader;
import cumulus.flash.message.MessageType;
import cumulus.rtmfp.Delivery;
import cumulus.rtmfp.Payload;
import cumulus.rtmfp.Priority;
import cumulus.rtmfp.SendFlow;
import cumulus.rtmfp.SendFlowListener;
import cumulus.rtmfp.SessionStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A stream of a client on its loop: the client's flows for it, our flow for commands and data, and
 * what runs on it, a publication or a subscription. Stream 0 is the NetConnection: its flows are
 * the control flows.
 */
final class LoopStream {
  /** Stream commands that need no decision (house rule: what the loop does without scripts). */
  static final Set<String> FAST = Set.of("pause", "receiveAudio", "receiveVideo", "seek");

  private final LoopClient client;
  private final int id;
  private final ServerLoop loop;
  private final List<InFlow> flows = new ArrayList<>(2);
  private final EarlyMedia early = new EarlyMedia();
  private final List<SendFlow> outFlows = new ArrayList<>(2);
  private @Nullable SendFlow out;
  private @Nullable Relay relay;
  private @Nullable Subscriber subscriber;
  private Timers.Timer tail = Timers.Timer.NONE;
  private boolean isAgeing;
  private boolean isEnding;
  private boolean isDeleted;
  private int undecidedPublishes;

  LoopStream(LoopClient client, int id, ServerLoop loop) {
    this.client = client;
    this.id = id;
    this.loop = loop;
  }

  int id() {
    return id;
  }

  long clientId() {
    return client.id();
  }

  boolean isTraced() {
    return client.session().isTraced();
  }

  /** Of a client that is traced. */
  void trace(DomainEvent event) {
    loop.trace().emit(client.id(), client.session(), event);
  }

  List<InFlow> flows() {
    return flows;
  }

  /** Type of data messages for this client. */
  int dataType() {
    return client.dataType();
  }

  /** Names the next flow synchronisation: all flows of a client are one association tree. */
  int nextSyncId() {
    return client.nextSyncId();
  }

  /** The flow for commands, statuses and data; opened by its first use. */
  SendFlow out() {
    if (out == null) {
      out = open(Priority.IMMEDIATE);
    }
    return out;
  }

  boolean hasOut() {
    return out != null;
  }

  /** Opens the audio or the video flow of a subscription. */
  SendFlow openMediaFlow(int type) {
    var priority = type == MessageType.AUDIO ? Priority.IMMEDIATE : Priority.PRIORITY;
    return open(priority);
  }

  private SendFlow open(Priority priority) {
    var flow = client.open(id, priority, new FlowEnds());
    outFlows.add(flow);
    return flow;
  }

  void writeCommand(Payload message) {
    if (message.length() > 0) {
      out().write(message, Delivery.RELIABLE);
      if (isTraced()) {
        trace(new DomainEvent.MessageSent(id, message));
      }
      client.checkWaiting();
    }
  }

  /** Bytes of commands and statuses that wait here. */
  long waitingBytes() {
    return out == null ? 0 : id == 0 ? out.queuedBytes() : out.unsentBytes();
  }

  void add(InFlow flow) {
    flows.add(flow);
    if (relay != null) {
      flow.boundGaps();
      flow.restrain(relay.isRestrained());
    }
  }

  /** A publish waits for its decision: media is held for it. */
  void publishAsked() {
    undecidedPublishes++;
  }

  /** No command of the client is undecided: none of them is a publish. */
  void allDecided() {
    undecidedPublishes = 0;
  }

  void media(int type, int timestamp, Payload body) {
    if (relay != null) {
      relay.media(heardNanos(), type, timestamp, body);
    } else if (id > 0 && subscriber == null) {
      hold(type, timestamp, body);
    }
  }

  void arrived(long fragments, boolean mayBeAudio, boolean mayBeVideo) {
    if (relay != null) {
      relay.arrived(fragments, mayBeAudio, mayBeVideo);
    }
  }

  void gap(long fragments, boolean mayBeAudio, boolean mayBeVideo) {
    if (relay != null) {
      relay.gap(fragments, mayBeAudio, mayBeVideo);
    }
  }

  private long heardNanos() {
    return client.session().lastHeardNanos();
  }

  SessionStatistics statistics() {
    return client.session().statistics();
  }

  void publish(Relay accepted) {
    undecidedPublishes = Math.max(0, undecidedPublishes - 1);
    relay = accepted;
    if (isTraced()) {
      trace(new DomainEvent.PublishBegan(id, relay.share().name(), relay.publication()));
    }
    for (InFlow flow : flows) {
      flow.boundGaps();
    }
  }

  /** Has the publisher send less, or as much as it can. */
  void restrain(boolean isOn) {
    flows.forEach(flow -> flow.restrain(isOn));
    if (isTraced() && relay != null) {
      trace(new DomainEvent.PublisherSlowed(id, relay.share().name(), isOn));
    }
  }

  /** What came before the decision goes out now. */
  void flushEarly() {
    if (relay != null) {
      early.flush(relay, heardNanos());
    }
  }

  void publishRefused(Payload status) {
    undecidedPublishes = Math.max(0, undecidedPublishes - 1);
    countEarly(early::clear);
    writeCommand(status);
  }

  /** Ends the publication when the tail of its media is here or was waited for (section 6.1). */
  void endPublication(boolean atOnce) {
    if (relay == null) {
      return;
    }
    if (atOnce || !hasOpenMediaFlow()) {
      finishPublication();
    } else if (!isEnding) {
      isEnding = true;
      tail = loop.timers().in(InFlow.REORDER_WINDOW_NANOS, this::finishPublication);
    }
  }

  void flowComplete(InFlow flow) {
    flows.remove(flow);
    if (isEnding && !hasOpenMediaFlow()) {
      finishPublication();
    }
  }

  void play(Subscriber accepted) {
    subscriber = accepted;
    if (isTraced()) {
      trace(new DomainEvent.PlayBegan(id, accepted.name(), accepted.listener()));
    }
    countEarly(early::clear);
  }

  void endPlay(long listener, Payload status) {
    if (subscriber != null && subscriber.listener() == listener) {
      subscriber.close();
      left(subscriber);
    }
    writeCommand(status);
  }

  void receive(long listener, Reception wanted) {
    if (subscriber != null && subscriber.listener() == listener) {
      loop.receive(subscriber, wanted);
    }
  }

  /** A command of {@link #FAST}. */
  void fast(Payload message) throws MalformedException {
    byte[] bytes = message.bytes();
    int size = MessageHeader.SIZE;
    Command command =
        Command.read(
            MessageHeader.type(bytes, 0), bytes, size, bytes.length - size, AmfOptions.CLIENT);
    if (subscriber == null) {
      return;
    }
    boolean isOn = command.argument(0).booleanOr(false);
    switch (command.name()) {
      case "pause" -> {
        if (isOn) {
          subscriber.pause();
        } else {
          subscriber.unpause();
        }
      }
      case "receiveAudio" -> mute(subscriber, isOn, subscriber.reception().video());
      case "receiveVideo" -> mute(subscriber, subscriber.reception().audio(), isOn);
      default -> writeCommand(Statuses.seekInvalidTime(subscriber.name()));
    }
  }

  /** The stream is gone: its flows end. */
  void delete() {
    for (InFlow flow : List.copyOf(flows)) {
      flow.flow().reject(0);
    }
    flows.clear();
    countEarly(early::clear);
    if (out != null) {
      out.close();
    }
    isDeleted = true;
    tellIfGone();
  }

  /** The session is over. Nothing can be written any more. */
  void closed() {
    tail.cancel();
    if (relay != null) {
      ended(relay);
    }
    if (subscriber != null) {
      left(subscriber);
    }
  }

  private void ended(Relay publication) {
    if (isTraced()) {
      trace(
          new DomainEvent.PublishEnded(id, publication.share().name(), publication.publication()));
    }
    loop.end(publication);
    relay = null;
  }

  private void left(Subscriber listener) {
    if (isTraced()) {
      trace(
          new DomainEvent.PlayEnded(
              id, listener.name(), listener.listener(), listener.droppedFrames()));
    }
    loop.leave(listener);
    subscriber = null;
  }

  private void finishPublication() {
    tail.cancel();
    isEnding = false;
    for (InFlow flow : List.copyOf(flows)) {
      if (flow.isMediaFlow()) {
        client.releaseBarrier(flow);
        flow.flow().deliverHeld();
        flow.unboundGaps();
      }
    }
    if (relay != null) {
      long publication = relay.publication();
      ended(relay);
      loop.post(new ToControl.PublicationEnded(publication));
    }
  }

  private boolean hasOpenMediaFlow() {
    for (InFlow flow : flows) {
      if (flow.isMediaFlow() && flow.flow().isOpen()) {
        return true;
      }
    }
    return false;
  }

  private void hold(int type, int timestamp, Payload body) {
    boolean isUndecided = undecidedPublishes > 0;
    countEarly(
        () ->
            early.add(
                type,
                timestamp,
                body,
                isUndecided ? EarlyMedia.UNDECIDED_BYTES : EarlyMedia.IDLE_BYTES));
    if (!isAgeing) {
      isAgeing = true;
      loop.timers().in(EarlyMedia.IDLE_PERIOD_NANOS, this::age);
    }
  }

  private void age() {
    if (undecidedPublishes == 0) {
      countEarly(early::age);
    }
    isAgeing = !early.isEmpty();
    if (isAgeing) {
      loop.timers().in(EarlyMedia.IDLE_PERIOD_NANOS, this::age);
    }
  }

  private void countEarly(Runnable change) {
    long before = early.dropped();
    change.run();
    loop.counters().earlyDropped += early.dropped() - before;
  }

  private void mute(Subscriber listener, boolean audio, boolean video) {
    var wanted = listener.reception().withMedia(audio, video);
    loop.receive(listener, wanted);
    loop.post(new ToControl.ReceptionChanged(client.id(), id, audio, video));
  }

  /**
   * The far end refuses one of our flows: the connection's end, or the end of what runs on the
   * stream.
   */
  private final class FlowEnds implements SendFlowListener {
    @Override
    public void onException(SendFlow flow, long code) {
      ended(flow);
      client.refused(LoopStream.this);
    }

    @Override
    public void onComplete(SendFlow flow) {
      ended(flow);
      client.sent(LoopStream.this);
    }
  }

  private void ended(SendFlow flow) {
    outFlows.remove(flow);
    tellIfGone();
  }

  private void tellIfGone() {
    if (isDeleted && outFlows.isEmpty()) {
      loop.post(new ToControl.StreamGone(client.id(), id));
    }
  }

  /** Metadata of flows for a stream. */
  static byte[] metadata(int stream) {
    return new FlowMetadata.Stream(stream, false).toByteArray();
  }
}
