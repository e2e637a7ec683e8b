package cumulus.transport;

import cumulus.rtmfp.Address;
import cumulus.rtmfp.Endpoint;
import cumulus.rtmfp.KeyJob;
import cumulus.rtmfp.Transmit;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * The turns of a {@link UdpLoop}, on its thread. An error of our own out of one command, datagram
 * or timer is reported and the loop lives on; only the loss of the socket ends it.
 */
final class LoopThread<C> implements Runnable {
  private static final int MAX_COMMANDS_PER_TURN = 256;
  private static final int MAX_DATAGRAMS_PER_TURN = 128;
  private static final int MAX_GROUPS_PER_TURN = 64;
  private static final int MAX_RECEIVE_FAILURES = 1_000;
  private static final long FAILURE_SLEEP_NANOS = 1_000_000;
  private static final long MAX_SLEEP_NANOS = 1_000_000_000;

  /**
   * From a turn with datagrams to the next look at the socket (decision 0011): to be woken by an
   * acknowledgement costs more than to read it.
   */
  private static final long REST_NANOS = 200_000;

  private final UdpLoop<C> loop;
  private final Program<C> program;
  private final Consumer<C> onCommand = this::handle;
  private final DatagramTransport.Receiver onDatagram = this::onDatagram;
  private final Transmit group = new Transmit();
  private long nowNanos;
  private int groupSent;
  private boolean isSocketFull;
  private boolean hasReceived;
  private boolean hasFailed;
  private int receiveFailures;

  LoopThread(UdpLoop<C> loop, Program<C> program) {
    this.loop = loop;
    this.program = program;
  }

  @Override
  public void run() {
    try {
      nowNanos = System.nanoTime();
      program.start(nowNanos);
      runTurns();
    } catch (IOException | RuntimeException | Error e) {
      loop.guard.failed(nowNanos, "running: it ends", e);
    } finally {
      loop.release();
    }
  }

  private void runTurns() throws IOException {
    boolean isStopping = false;
    long stopByNanos = 0;
    boolean isBusy = true;
    while (true) {
      if (!isBusy) {
        sleep();
      }
      nowNanos = System.nanoTime();
      if (!isStopping && loop.isStopAsked.get()) {
        isStopping = true;
        stopByNanos = nowNanos + loop.settings.stopTime().toNanos();
        stopProgram();
      }
      isBusy = turn();
      if (isStopping
          && (!isBusy && program.isStopped(nowNanos) && loop.mailbox.isEmpty()
              || nowNanos - stopByNanos >= 0)) {
        return;
      }
    }
  }

  /** One turn; true if it left something to do at once. */
  private boolean turn() throws IOException {
    LoopCounters.add(loop.counters.turns, 1);
    hasFailed = false;
    Endpoint endpoint = program.endpoint();
    advance(endpoint);
    for (KeyJob job = loop.completed.poll(); job != null; job = loop.completed.poll()) {
      complete(endpoint, job);
    }
    int commands = loop.mailbox.drain(MAX_COMMANDS_PER_TURN, onCommand);
    int datagrams = receive();
    hasReceived = datagrams > 0;
    advance(endpoint);
    advanceProgram();
    boolean isOutputLeft = send(endpoint);
    return !hasFailed
        && (commands == MAX_COMMANDS_PER_TURN
            || datagrams == MAX_DATAGRAMS_PER_TURN
            || isOutputLeft);
  }

  private void sleep() throws IOException {
    long nanos = sleepNanos();
    if (loop.mailbox.tryToSleep() && loop.completed.isEmpty()) {
      if (hasReceived && !isSocketFull) {
        loop.transport.rest(Math.min(nanos, REST_NANOS));
      } else {
        loop.transport.sleep(nanos, isSocketFull);
      }
    }
    loop.mailbox.awake();
  }

  private long sleepNanos() {
    if (hasFailed) {
      return FAILURE_SLEEP_NANOS;
    }
    long dueNanos;
    try {
      dueNanos =
          Math.min(program.endpoint().untilDueNanos(nowNanos), program.untilDueNanos(nowNanos));
    } catch (RuntimeException | Error e) {
      failed("asking for the next deadline", e);
      return FAILURE_SLEEP_NANOS;
    }
    return Math.min(dueNanos - (System.nanoTime() - nowNanos), MAX_SLEEP_NANOS);
  }

  private int receive() throws IOException {
    try {
      int count = loop.transport.receive(MAX_DATAGRAMS_PER_TURN, onDatagram);
      LoopCounters.add(loop.counters.received, count);
      receiveFailures = 0;
      return count;
    } catch (IOException e) {
      // Some systems report the fate of an earlier datagram here; a lost socket fails every time.
      if (++receiveFailures >= MAX_RECEIVE_FAILURES) {
        throw e;
      }
      failed("receiving", e);
      return 0;
    }
  }

  /** True if there is more to send at once. */
  private boolean send(Endpoint endpoint) throws IOException {
    boolean isOutputLeft = take(endpoint);
    isSocketFull = !loop.transport.flush() || groupSent < group.length();
    return isOutputLeft && !isSocketFull;
  }

  private boolean take(Endpoint endpoint) throws IOException {
    for (int groups = 0; groups < MAX_GROUPS_PER_TURN; groups++) {
      if (groupSent == group.length() && !poll(endpoint)) {
        return false;
      }
      int before = groupSent;
      groupSent = loop.transport.send(group, groupSent);
      LoopCounters.add(loop.counters.sent, datagrams(groupSent - before));
      if (groupSent < group.length()) {
        return true;
      }
    }
    return true;
  }

  private int datagrams(int bytes) {
    return bytes == 0 ? 0 : (bytes + group.segmentLength() - 1) / group.segmentLength();
  }

  private boolean poll(Endpoint endpoint) {
    groupSent = 0;
    try {
      if (endpoint.poll(nowNanos, group)) {
        return true;
      }
    } catch (RuntimeException | Error e) {
      failed("making datagrams", e);
    }
    group.begin(group.to());
    return false;
  }

  private void onDatagram(Address from, byte[] bytes, int offset, int length) {
    try {
      program.receive(nowNanos, from, bytes, offset, length);
    } catch (RuntimeException | Error e) {
      failed("taking a datagram", e);
    }
  }

  private void handle(C command) {
    try {
      program.handle(nowNanos, command);
    } catch (RuntimeException | Error e) {
      failed("command " + command.getClass().getSimpleName(), e);
    }
  }

  private void complete(Endpoint endpoint, KeyJob job) {
    try {
      endpoint.complete(nowNanos, job);
    } catch (RuntimeException | Error e) {
      failed("completing a key agreement", e);
    }
  }

  private void advance(Endpoint endpoint) {
    try {
      endpoint.advance(nowNanos);
    } catch (RuntimeException | Error e) {
      failed("timers of the endpoint", e);
    }
  }

  private void advanceProgram() {
    try {
      program.advance(nowNanos);
    } catch (RuntimeException | Error e) {
      failed("timers of the program", e);
    }
  }

  /** What was posted before the stop was asked for happens before it. */
  private void stopProgram() {
    advance(program.endpoint());
    loop.mailbox.drain(loop.mailbox.capacity(), onCommand);
    try {
      program.stop(nowNanos);
    } catch (RuntimeException | Error e) {
      failed("stopping", e);
    }
  }

  private void failed(String activity, Throwable failure) {
    hasFailed = true;
    loop.guard.failed(nowNanos, activity, failure);
  }
}
