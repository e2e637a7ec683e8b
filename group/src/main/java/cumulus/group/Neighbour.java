package cumulus.group;

import cumulus.flash.group.GroupAddress;
import cumulus.flash.group.PeerAddress;
import cumulus.flash.group.PeerId;
import java.util.List;

/**
 * A member with which we have a link, and which has proven to be one (netgroup section 3.2): the
 * two report flows, and what follows from them.
 */
final class Neighbour {
  private final PeerLink link;
  private final GroupAddress place;
  private final int index;
  private final OutFlow reports;
  private final InFlow inReports;
  private List<PeerAddress> addresses = List.of();
  private boolean isReported;
  private boolean isReportSent;
  private boolean isAnswerAwaited;
  private long reportSentNanos;
  private long reportHeardNanos;
  private long pingedNanos;
  private long letGoAskedNanos;
  private boolean isLetGoAsked;
  private int errors;

  /**
   * A neighbour.
   *
   * @param index its place among the neighbours, 0 to 63, which is its bit
   * @param reports our report flow to it
   * @param inReports its report flow to us
   */
  Neighbour(long nowNanos, PeerLink link, int index, OutFlow reports, InFlow inReports) {
    this.link = link;
    this.place = GroupAddress.of(link.peer());
    this.index = index;
    this.reports = reports;
    this.inReports = inReports;
    this.pingedNanos = nowNanos;
    this.letGoAskedNanos = nowNanos;
  }

  PeerId peer() {
    return link.peer();
  }

  /** Where it stands on the ring. */
  GroupAddress place() {
    return place;
  }

  PeerLink link() {
    return link;
  }

  /** Its bit in sets of neighbours. */
  long bit() {
    return 1L << index;
  }

  OutFlow reports() {
    return reports;
  }

  InFlow inReports() {
    return inReports;
  }

  /** Where it says it can be reached. */
  List<PeerAddress> addresses() {
    return addresses;
  }

  /** True once it has sent a report: from then on it is offered streams and posts. */
  boolean isReported() {
    return isReported;
  }

  boolean isReportSent() {
    return isReportSent;
  }

  /** Sends one message on the report flow. */
  void send(byte[] message) {
    reports.write(message, 0);
  }

  void reportSent(long nowNanos, boolean isAnswerWanted) {
    isReportSent = true;
    isAnswerAwaited |= isAnswerWanted;
    reportSentNanos = nowNanos;
  }

  /** True if the neighbour owes us a report, for a while. */
  boolean isAnswerAwaited(long nowNanos, long patienceNanos) {
    return isAnswerAwaited && nowNanos - reportSentNanos < patienceNanos;
  }

  /** True if its last report is so young that another one is not looked at. */
  boolean reportsTooOften(long nowNanos, long leastNanos) {
    return isReported && nowNanos - reportHeardNanos < leastNanos;
  }

  void reportHeard(long nowNanos, List<PeerAddress> told) {
    isReported = true;
    isAnswerAwaited = false;
    reportHeardNanos = nowNanos;
    addresses = told;
  }

  /** True if it is time to see whether it lives; then it counts as done. */
  boolean isPingDue(long nowNanos, long silenceNanos) {
    boolean isDue =
        nowNanos - link.lastHeardNanos() >= silenceNanos && nowNanos - pingedNanos >= silenceNanos;
    pingedNanos = isDue ? nowNanos : pingedNanos;
    return isDue;
  }

  /** True if it may be asked to let us go; then it counts as done. */
  boolean isLetGoDue(long nowNanos, long periodNanos) {
    boolean isDue = nowNanos - letGoAskedNanos >= periodNanos;
    letGoAskedNanos = isDue ? nowNanos : letGoAskedNanos;
    isLetGoAsked |= isDue;
    return isDue;
  }

  /** True once it was asked to let us go: then the end of its flow is its answer. */
  boolean isLetGoAsked() {
    return isLetGoAsked;
  }

  /** Counts a malformed message; answers how many there were. */
  int countError() {
    return ++errors;
  }
}
