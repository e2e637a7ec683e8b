package cumulus.node.admin;

import cumulus.server.LoopReport;
import cumulus.server.SessionVisitor;
import cumulus.server.ToLoop;
import cumulus.transport.UdpLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks every loop and waits for the answers within a bound. Only the asking thread waits; a loop
 * does its share between two turns of its own.
 */
final class LoopQuestions {
  /** Longest wait for all answers together. */
  static final long WAIT_NANOS = 1_000_000_000L;

  /**
   * What came back.
   *
   * @param nanos between question and answer
   */
  record Answer<T>(T value, long nanos) {}

  private final List<UdpLoop<ToLoop>> loops;

  LoopQuestions(List<UdpLoop<ToLoop>> loops) {
    this.loops = loops;
  }

  /** The report of each loop, in order; empty where none came in time. */
  List<Optional<Answer<LoopReport>>> report(int most) {
    var asked = new ArrayList<CompletableFuture<Answer<LoopReport>>>();
    for (UdpLoop<ToLoop> loop : loops) {
      asked.add(ask(loop, most));
    }
    long deadlineNanos = System.nanoTime() + WAIT_NANOS;
    return asked.stream().map(answer -> await(answer, deadlineNanos)).toList();
  }

  /**
   * Lets somebody look at every session of every loop.
   *
   * @throws AdminException when a loop does not come to it in time
   */
  void visit(SessionVisitor visitor) throws AdminException {
    for (UdpLoop<ToLoop> loop : loops) {
      if (!loop.post(new ToLoop.VisitSessions(visitor))) {
        throw busy();
      }
    }
    // Behind the visits, so its answer says that they are done.
    if (report(0).stream().anyMatch(Optional::isEmpty)) {
      throw busy();
    }
  }

  private static CompletableFuture<Answer<LoopReport>> ask(UdpLoop<ToLoop> loop, int most) {
    var answer = new CompletableFuture<Answer<LoopReport>>();
    long askedNanos = System.nanoTime();
    var question =
        new ToLoop.Report(
            most, report -> answer.complete(new Answer<>(report, System.nanoTime() - askedNanos)));
    if (!loop.post(question)) {
      answer.cancel(false);
    }
    return answer;
  }

  static <T> Optional<T> await(CompletableFuture<T> answer, long deadlineNanos) {
    if (answer.isCancelled()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          answer.get(Math.max(0, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS));
    } catch (TimeoutException | ExecutionException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static AdminException busy() {
    return new AdminException(
        "the server's loops do not answer within a second: they are overloaded or hang; look at"
            + " ./cumulus status and the log");
  }
}
