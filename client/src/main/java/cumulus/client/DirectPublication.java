package cumulus.client;

import cumulus.flash.ByteWriter;
import cumulus.flash.MalformedException;
import cumulus.flash.amf.Amf0Writer;
import cumulus.flash.amf.AmfStyle;
import cumulus.flash.amf.AmfValue;
import cumulus.flash.message.DataMessage;
import cumulus.flash.message.MediaTags;
import cumulus.flash.message.MessageType;
import cumulus.rtmfp.Payload;
import cumulus.rtmfp.RecvFlow;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a client publishes for peers: each message goes to every peer that plays it. A newcomer gets
 * the metadata and the codec headers first, and video from the next key frame on. Belongs to the
 * thread that runs the connection.
 */
public final class DirectPublication {
  /** Peers that may play one publication. */
  public static final int MAX_SUBSCRIBERS = 256;

  /** Data messages kept for newcomers, by the names of their handlers. */
  static final int MAX_KEPT = 16;

  private static final String SET_DATA_FRAME = "@setDataFrame";
  private static final String CLEAR_DATA_FRAME = "@clearDataFrame";
  private static final String METADATA = "onMetaData";

  private final ClientPeers peers;
  private final String name;
  private final PeerListener listener;
  private final Set<DirectSubscriber> subscribers = new LinkedHashSet<>();
  private final Map<String, Payload> kept = new LinkedHashMap<>();
  private Payload audioHeader = Payload.EMPTY;
  private Payload videoHeader = Payload.EMPTY;
  private long newestMillis;
  private boolean isOpen = true;

  DirectPublication(ClientPeers peers, String name, PeerListener listener) {
    this.peers = peers;
    this.name = name;
    this.listener = listener;
  }

  public String name() {
    return name;
  }

  /** Until {@link #close}, or the end of the connection. */
  public boolean isOpen() {
    return isOpen;
  }

  /** Ids of the peers that play it, 32 bytes each, in the order of their coming. */
  public List<byte[]> subscribers() {
    return subscribers.stream().map(DirectSubscriber::peerId).toList();
  }

  /**
   * Sends an audio message to every peer.
   *
   * @param body in the form of an FLV audio tag
   */
  public void sendAudio(long timestampMillis, Payload body) {
    newestMillis = timestampMillis;
    if (MediaTags.isAudioCodecHeader(body.bytes(), 0, body.length())) {
      audioHeader = body;
    }
    all().forEach(each -> each.audio(timestampMillis, body));
  }

  /**
   * Sends a video message to every peer. A peer whose network does not take it in time loses whole
   * frames back to the next key frame.
   *
   * @param body in the form of an FLV video tag
   */
  public void sendVideo(long timestampMillis, Payload body) {
    newestMillis = timestampMillis;
    if (MediaTags.isVideoCodecHeader(body.bytes(), 0, body.length())) {
      videoHeader = body;
    }
    all().forEach(each -> each.video(timestampMillis, body));
  }

  /** Sends a data message: whoever plays gets a call of {@code handler}. */
  public void sendData(long timestampMillis, String handler, List<AmfValue> arguments) {
    var out = new ByteWriter();
    var writer = new Amf0Writer(out, AmfStyle.AMF0_ONLY);
    writer.writeString(handler);
    arguments.forEach(writer::write);
    sendData(timestampMillis, Payload.wrap(out.toByteArray()));
  }

  /**
   * Sends a data message whose handler name and arguments are AMF0, as in an FLV script tag. {@code
   * onMetaData} and what {@code @setDataFrame} names are kept for newcomers; both of these prefixes
   * are taken off, as a server does.
   */
  public void sendData(long timestampMillis, Payload amf) {
    try {
      send(timestampMillis, amf, DataMessage.read(MessageType.DATA, amf.bytes(), 0, amf.length()));
    } catch (MalformedException e) {
      throw new IllegalArgumentException("no data message: " + e.reason(), e);
    }
  }

  private void send(long timestampMillis, Payload amf, DataMessage message)
      throws MalformedException {
    switch (message.handler()) {
      case CLEAR_DATA_FRAME -> kept.remove(message.inner().handler());
      case SET_DATA_FRAME -> {
        DataMessage inner = message.inner();
        Payload bare = Payload.copyOf(inner.bytes(), inner.amfOffset(), inner.amfLength());
        keep(inner.handler(), bare);
        all().forEach(each -> each.data(timestampMillis, bare));
      }
      default -> {
        if (message.handler().equals(METADATA)) {
          keep(METADATA, amf);
        }
        all().forEach(each -> each.data(timestampMillis, amf));
      }
    }
  }

  private void keep(String handler, Payload amf) {
    if (kept.containsKey(handler) || kept.size() < MAX_KEPT) {
      kept.put(handler, amf);
    }
  }

  /** Ends it for everybody. */
  public void close() {
    if (isOpen) {
      isOpen = false;
      peers.ended(this);
      all().forEach(each -> each.unpublish(name));
    }
  }

  /** A peer asks to play; empty if it is refused. */
  Optional<DirectSubscriber> accept(PeerSession session, RecvFlow control, long streamId) {
    if (subscribers.size() >= MAX_SUBSCRIBERS || !listener.onPeerConnect(session.peerId())) {
      return Optional.empty();
    }
    var subscriber = new DirectSubscriber(peers, this, session, control, streamId);
    subscribers.add(subscriber);
    subscriber.greet(name, kept.values());
    repeatAudioHeader(subscriber);
    repeatVideoHeader(subscriber);
    return Optional.of(subscriber);
  }

  void repeatAudioHeader(DirectSubscriber to) {
    if (audioHeader.length() > 0) {
      to.audio(newestMillis, audioHeader);
    }
  }

  void repeatVideoHeader(DirectSubscriber to) {
    if (videoHeader.length() > 0) {
      to.video(newestMillis, videoHeader);
    }
  }

  void left(DirectSubscriber subscriber) {
    if (subscribers.remove(subscriber)) {
      listener.onPeerDisconnect(subscriber.peerId());
    }
  }

  private List<DirectSubscriber> all() {
    return List.copyOf(subscribers);
  }
}
