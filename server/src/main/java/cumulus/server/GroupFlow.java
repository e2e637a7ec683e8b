package cumulus.server;

import cumulus.flash.MalformedException;
import cumulus.flash.message.FlowMetadata;
import cumulus.flash.message.GroupMessage;
import cumulus.rtmfp.Delivery;
import cumulus.rtmfp.Payload;
import cumulus.rtmfp.Priority;
import cumulus.rtmfp.RecvFlow;
import cumulus.rtmfp.RecvFlowListener;
import cumulus.rtmfp.SendFlow;
import cumulus.rtmfp.SendFlowListener;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client's membership in one NetGroup: its flow, and ours in return to it, which names members
 * (netgroup section 2). The membership lasts as long as the client's flow, and a further join
 * message moves it to another group.
 */
final class GroupFlow implements RecvFlowListener, SendFlowListener {
  /** Announcements that wait for a client which does not read; more are left out, as hints. */
  static final int MAX_WAITING_BYTES = 8192;

  private final LoopClient client;
  private final RecvFlow flow;
  private final ServerLoop loop;
  private @Nullable SendFlow out;
  private boolean isMember;
  private boolean isOver;

  GroupFlow(LoopClient client, RecvFlow flow, ServerLoop loop) {
    this.client = client;
    this.flow = flow;
    this.loop = loop;
  }

  @Override
  public void onMessage(RecvFlow from, Payload message) {
    byte[] bytes = message.bytes();
    GroupMessage read;
    try {
      read = GroupMessage.read(bytes, 0, bytes.length);
    } catch (MalformedException _) {
      loop.counters().malformed++;
      return;
    }
    switch (read.kind()) {
      case JOIN -> join(read.identity());
      case JOIN_BY_TEXT -> join(sha256(read.identity()));
      case MEMBER -> loop.counters().ignored++;
    }
  }

  /** One join at a time: the flow is read on when the application thread has worked it off. */
  private void join(byte[] groupId) {
    isMember = true;
    flow.suspend();
    loop.post(new ToControl.GroupJoined(client.id(), flow.id(), groupId));
  }

  void joinDone() {
    if (!isOver) {
      flow.resume();
    }
  }

  /** Names members to the client. */
  void announce(List<byte[]> peerIds) {
    if (isOver) {
      return;
    }
    if (out == null) {
      out = client.open(new FlowMetadata.Group().toByteArray(), flow, Priority.ROUTINE, this);
    }
    for (byte[] peerId : peerIds) {
      if (out.queuedBytes() < MAX_WAITING_BYTES) {
        out.write(Payload.wrap(GroupMessage.member(peerId).toByteArray()), Delivery.RELIABLE);
      }
    }
  }

  /** The client has closed its flow. */
  @Override
  public void onComplete(RecvFlow from) {
    end();
  }

  /** The client refuses ours: it does not want the group any more. */
  @Override
  public void onException(SendFlow from, long code) {
    flow.reject(0);
    end();
  }

  private void end() {
    if (isOver) {
      return;
    }
    isOver = true;
    client.peering().left(flow);
    if (out != null) {
      out.close();
    }
    if (isMember) {
      loop.post(new ToControl.GroupLeft(client.id(), flow.id()));
    }
  }

  private static byte[] sha256(byte[] text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
