package cumulus.server;

import cumulus.rtmfp.Address;
import cumulus.rtmfp.Endpoint;
import cumulus.rtmfp.Payload;
import cumulus.rtmfp.PeerHello;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a transport loop is told, by the application thread or by another loop. Clients,
 * publications and listeners are named by numbers that are never used again, so a late post hits
 * nobody else.
 */
public sealed interface ToLoop {
  /** {@link Payload#EMPTY} where a message may be left out. */
  Payload NO_MESSAGE = Payload.EMPTY;

  /** The client is connected: write the answer, let it publish and play. */
  record ConnectAccepted(long client, int objectEncoding, Payload answer) implements ToLoop {}

  /** Write a command message on the flow of the stream, 0 for the control flow. */
  record Write(long client, int stream, Payload message) implements ToLoop {}

  /** About a further flow to a client, which exists from its first message. */
  sealed interface ForWriter extends ToLoop {
    long client();

    /** 0 for the flow of the connection. */
    int writer();
  }

  /** Write a message with its head; what gets lost of an unreliable one is not sent again. */
  record WriterMessage(long client, int writer, Payload message, boolean isReliable)
      implements ForWriter {}

  /** No more messages on this flow. */
  record WriterClosed(long client, int writer) implements ForWriter {}

  /** The stream exists from now on; write the answer on the control flow. */
  record StreamCreated(long client, int stream, Payload answer) implements ToLoop {}

  /** The stream is idle and gone: close its flows. */
  record StreamDeleted(long client, int stream) implements ToLoop {}

  /** Where the client can be reached, as it said; it is told its keep-alive periods. */
  record PeerAddresses(long client, List<Address> addresses) implements ToLoop {
    public PeerAddresses {
      addresses = List.copyOf(addresses);
    }
  }

  /** One command of the client is decided and every post about it was made. */
  record Decided(long client) implements ToLoop {}

  /** A stream command that waited behind undecided ones: now is its turn. */
  record Replay(long client, int stream, Payload message) implements ToLoop {}

  /** Write the message if there is one, then {@code close}, and end the session in order. */
  record CloseClient(long client, Payload message) implements ToLoop {}

  /**
   * The client publishes: listeners are told, then the publisher.
   *
   * @param loops other loops with subscribers that wait for the name
   * @param mediaEvents what the application wants of the media
   * @param gauge takes its qualities of service
   * @param status what the publisher is told
   */
  record PublishAccepted(
      long client,
      int stream,
      long publication,
      String name,
      List<Integer> loops,
      MediaKinds mediaEvents,
      QualityGauge gauge,
      Payload status)
      implements ToLoop {
    public PublishAccepted {
      loops = List.copyOf(loops);
    }
  }

  /** The client may not publish: media held for the decision is dropped. */
  record PublishRefused(long client, int stream, Payload status) implements ToLoop {}

  /** What the application wants of the media of a publication. */
  record MediaEvents(long publication, MediaKinds wanted) implements ToLoop {}

  /** A publication of the server itself begins, fed by {@link Push}. */
  record OpenPublication(long publication, String name, List<Integer> loops, QualityGauge gauge)
      implements ToLoop {
    public OpenPublication {
      loops = List.copyOf(loops);
    }
  }

  /**
   * Media of the server: body of a message without its head.
   *
   * @param lost packets that are missing before it
   */
  record Push(long publication, int type, int timestamp, Payload body, int lost)
      implements ToLoop {}

  /** End the publication, after the tail of its media or at once; answered by its end. */
  record EndPublication(long publication, boolean atOnce) implements ToLoop {}

  /**
   * The client plays.
   *
   * @param publication what is live under the name, 0 if nothing
   * @param home the loop of that publication
   * @param reset whether Play.Reset is told
   * @param isUnbuffered media is sent once, without holding
   * @param gauge takes its qualities of service
   */
  record PlayAccepted(
      long client,
      int stream,
      long listener,
      String name,
      long publication,
      int home,
      boolean reset,
      boolean isUnbuffered,
      QualityGauge gauge,
      Reception reception)
      implements ToLoop {}

  /** The client does not play any more; the status is written last. */
  record PlayEnded(long client, int stream, long listener, Payload status) implements ToLoop {}

  /** The application changed what a listener gets. */
  record ReceptionChanged(long client, int stream, long listener, Reception reception)
      implements ToLoop {}

  /** Another loop has subscribers for the publication and wants its state and media. */
  record Attach(long publication, String name, int loop) implements ToLoop {}

  /** Another loop has no subscribers any more. */
  record Detach(long publication, int loop) implements ToLoop {}

  /** Answer to {@link Attach}: media follows; {@code isLive} false if the publication is over. */
  record Attached(long publication, String name, int home, boolean isLive, StreamSnapshot state)
      implements ToLoop {}

  /** So many subscribers of the publication on a loop lag, of so many there. */
  record Lag(long publication, int loop, int lagging, int subscribers) implements ToLoop {}

  /** A publication begins on another loop; subscribers who waited are told. */
  record RelayBegin(long publication, String name, int home) implements ToLoop {}

  /** One message of it, as the publisher sent it. */
  record RelayMedia(long publication, int type, int timestamp, Payload body, PacketBudget budget)
      implements ToLoop {}

  /** It has ended; what came before was its last message. */
  record RelayEnd(long publication) implements ToLoop {}

  /** A datagram of a session of this loop that came to another; copied. */
  record Strayed(Address from, byte[] datagram, PacketBudget budget) implements ToLoop {
    void deliver(long nowNanos, Endpoint to) {
      budget.give(datagram.length);
      to.receive(nowNanos, from, datagram, 0, datagram.length);
    }
  }

  /** Say what the loop serves, on its thread; {@code most} bounds each list. */
  record Report(int most, Consumer<LoopReport> to) implements ToLoop {}

  /** Let somebody look at every session. */
  record VisitSessions(SessionVisitor visitor) implements ToLoop {}

  /** What is about peers that look for each other, and about hellos. */
  sealed interface Peering extends ToLoop {}

  /** A connected client, or what is new of it; for the replica of the peer directory. */
  record PeerKnown(Peer peer) implements Peering {}

  /** The session of a client is over: nobody is sent to it any more. */
  record PeerGone(byte[] peerId, long client) implements Peering {}

  /** Pass a hello on to a client of this loop; the asker may also be at these addresses. */
  record Introduce(long client, PeerHello hello, List<Address> alsoAt) implements Peering {
    public Introduce {
      alsoAt = List.copyOf(alsoAt);
    }
  }

  /** What the application wants to be asked about. */
  record Hooks(boolean handshakes, boolean unknownPeers) implements Peering {}

  /** The application's answer to a hello: where to send it, or no addresses. */
  record HelloDecided(Address from, byte[] tag, List<Address> addresses) implements Peering {
    public HelloDecided {
      addresses = List.copyOf(addresses);
    }
  }

  /** The application has answered with host names, which are being looked up. */
  record HelloProlonged(Address from, byte[] tag, long nanos) implements Peering {}

  /** What the flow of a client for a group is told: members, each by its 32-byte id. */
  record GroupMembers(long client, long flow, List<byte[]> peerIds) implements Peering {
    public GroupMembers {
      peerIds = List.copyOf(peerIds);
    }
  }

  /** A join message is worked off: the flow is read on. */
  record GroupJoinDone(long client, long flow) implements Peering {}
}
