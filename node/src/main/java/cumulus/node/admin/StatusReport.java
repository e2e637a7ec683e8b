package cumulus.node.admin;

import java.util.List;

/**
 * What {@code ./cumulus status} shows, as its JSON has it. Units end the names; rates of loss are 0
 * to 1. Each list has a bound, and says how many more there are.
 *
 * @param log level of the log
 * @param traces clients that are traced, as they were named
 */
record StatusReport(
    Server server,
    List<Loop> loops,
    Application application,
    int keyAgreementsWaiting,
    Memory memory,
    List<Drop> drops,
    Introductions introductions,
    Listing<Session> sessions,
    Listing<Publication> publications,
    Listing<Subscriber> subscribers,
    Listing<Waiting> waiting,
    String log,
    List<String> traces) {
  /**
   * The first of many.
   *
   * @param more that are not shown
   */
  record Listing<T>(List<T> shown, long more) {
    Listing {
      shown = List.copyOf(shown);
    }
  }

  /**
   * The process.
   *
   * @param listens address of the RTMFP socket
   * @param folder its folder
   */
  record Server(String version, long process, String listens, String folder, double upSeconds) {}

  /**
   * A transport loop.
   *
   * @param isAnswering false if it did not answer within a second; its domain's figures are 0 then
   * @param answerMillis between question and answer: how late the loop is
   * @param mailbox commands that wait for it
   * @param mailboxLost commands lost because the mailbox was full
   * @param datagramsRefused that the kernel refused to send
   * @param failures errors of our own survived
   * @param sessions open, opening and lingering ones
   * @param reassemblyBytes received and not yet delivered
   * @param waitingBytes for subscribers, not begun to be sent
   * @param framesDropped of subscribers: queue full, or waiting for a key frame
   * @param fragmentsLost of publishers, given up
   */
  record Loop(
      String name,
      boolean isAnswering,
      double answerMillis,
      long turns,
      long datagramsIn,
      long datagramsOut,
      long datagramsRefused,
      int mailbox,
      long mailboxLost,
      long failures,
      int sessions,
      int clients,
      int publications,
      int subscribers,
      long messagesIn,
      long messagesOut,
      long bytesIn,
      long bytesOut,
      long reassemblyBytes,
      long waitingBytes,
      long framesDropped,
      long fragmentsLost,
      long malformed,
      long flowsRejected) {}

  /**
   * The thread that runs the applications.
   *
   * @param isAnswering false if it did not answer within a second: a script runs long, or hangs
   * @param mailbox posts that wait for it
   * @param clients connected ones
   * @param packetEventsDropped media events for scripts that found no room
   */
  record Application(
      boolean isAnswering,
      double answerMillis,
      int mailbox,
      long mailboxLost,
      long failures,
      int clients,
      int publications,
      int listeners,
      long packetEventsDropped,
      long malformed) {}

  /**
   * The process's memory.
   *
   * @param residentBytes as the system counts it; 0 where it does not say
   */
  record Memory(long heapUsedBytes, long heapMaxBytes, long residentBytes) {}

  /**
   * A reason for drops, of all that there are.
   *
   * @param meaning in plain English
   */
  record Drop(String reason, long count, String meaning) {}

  /**
   * Peers that asked to be introduced to each other.
   *
   * @param hellos for peers, repetitions included
   * @param introduced of them, those passed on to a peer
   * @param redirected of them, those that an application sent elsewhere
   * @param limited of them, those not passed on because one peer was asked for too often
   * @param failures every reason, once for each attempt
   */
  record Introductions(
      long hellos, long introduced, long redirected, long limited, List<Drop> failures) {
    Introductions {
      failures = List.copyOf(failures);
    }
  }

  /**
   * A session with a client.
   *
   * @param client its number, LOOP.COUNT
   * @param session its id in traces
   * @param application path that it asked for; empty before it has connected
   * @param silentMillis since its last packet
   * @param roundTripMillis smoothed; 0 before the first measurement
   * @param windowBytes that may be in flight
   * @param queuedBytes written for it and not yet acknowledged
   * @param lossOut of what we sent
   * @param fragmentsMissed of what it sent: never came
   */
  record Session(
      String client,
      String session,
      String address,
      String peerId,
      String application,
      boolean isConnected,
      double ageSeconds,
      double silentMillis,
      double roundTripMillis,
      long windowBytes,
      long queuedBytes,
      long bytesIn,
      long bytesOut,
      long packetsIn,
      long packetsOut,
      long fragmentsOut,
      long fragmentsLost,
      double lossOut,
      long fragmentsMissed,
      boolean isTraced) {}

  /**
   * A publication.
   *
   * @param client who publishes; "server" for the server itself
   * @param bitsPerSecond received lately
   * @param lossIn of its fragments
   * @param framesDropped after a loss, up to the next key frame
   */
  record Publication(
      String name,
      String client,
      double ageSeconds,
      long bitsPerSecond,
      long messages,
      long bytes,
      double lossIn,
      long fragmentsLost,
      long framesDropped,
      int listeners) {}

  /**
   * A listener.
   *
   * @param waitingBytes media for it not begun to be sent
   * @param waitingMillis age of the oldest of it
   * @param framesDropped queue full, or waiting for a key frame
   */
  record Subscriber(
      String name,
      String client,
      long waitingBytes,
      double waitingMillis,
      long framesDropped,
      boolean isPaused,
      boolean isWaitingForKeyFrame,
      boolean audio,
      boolean video) {}

  /** A name that is played and that nobody publishes. */
  record Waiting(String name, int listeners) {}
}
