package cumulus.server;

import cumulus.rtmfp.Address;
import cumulus.rtmfp.SessionStatistics;
import java.util.List;

/**
 * What one loop serves at a moment, for people. Its lists hold what deserves a look first, up to
 * the number asked for; the counts of all are in the statistics.
 *
 * @param introductions of peers, and why they failed
 * @param sessions open, opening and lingering ones
 * @param reassemblyBytes received and not yet delivered, over all sessions
 * @param clients those with most bytes queued, then the busiest
 * @param publications those at home on this loop that receive most
 * @param subscribers those with most bytes waiting, then those that missed most frames
 */
public record LoopReport(
    int loop,
    LoopStatistics statistics,
    IntroductionStatistics introductions,
    int sessions,
    long reassemblyBytes,
    List<Client> clients,
    List<Publication> publications,
    List<Subscriber> subscribers) {
  public LoopReport {
    clients = List.copyOf(clients);
    publications = List.copyOf(publications);
    subscribers = List.copyOf(subscribers);
  }

  /**
   * A client.
   *
   * @param client its number
   * @param session its session id, as traces name it
   * @param peerId 32 bytes
   * @param ageNanos since its session opened
   * @param silentNanos since its last packet
   * @param queuedBytes written for it and not yet acknowledged
   */
  public record Client(
      long client,
      int session,
      Address address,
      byte[] peerId,
      long ageNanos,
      long silentNanos,
      long queuedBytes,
      SessionStatistics statistics,
      boolean isTraced) {}

  /**
   * A publication.
   *
   * @param publication its number
   * @param client who publishes; 0 for the server itself
   * @param ageNanos since it began
   * @param bytesPerSecond received lately, over about two seconds
   */
  public record Publication(
      long publication,
      String name,
      long client,
      long ageNanos,
      long bytesPerSecond,
      PublicationFigures figures) {}

  /**
   * A listener.
   *
   * @param listener its number
   * @param waitingBytes not begun to be sent
   * @param waitingNanos age of the oldest of them
   * @param droppedFrames video frames missed: waiting for a key frame, or dropped from the queue
   */
  public record Subscriber(
      long listener,
      long client,
      int stream,
      String name,
      long waitingBytes,
      long waitingNanos,
      long droppedFrames,
      boolean isPaused,
      boolean isWaitingForKeyFrame,
      boolean audio,
      boolean video) {}
}
