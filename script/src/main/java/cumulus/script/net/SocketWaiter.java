package cumulus.script.net;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A thread that waits for sockets, and does nothing else: that one is ready is posted to the
 * application thread, which reads, writes and accepts, and then asks to wait again. So a socket has
 * one post under way at most, what it has not read waits in the kernel, and nobody needs a lock.
 */
final class SocketWaiter implements AutoCloseable {
  private static final long LET_GO_SECONDS = 1;

  private final Executor applicationThread;
  private final Selector selector;
  private final Queue<CompletableFuture<Boolean>> letGo = new ConcurrentLinkedQueue<>();

  /** Who reads and writes a socket. */
  @FunctionalInterface
  interface Watched {
    /** On the application thread: these operations of {@link SelectionKey} are possible. */
    void ready(int operations);
  }

  SocketWaiter(Executor applicationThread) throws IOException {
    this.applicationThread = applicationThread;
    this.selector = Selector.open();
    var _ = Thread.ofPlatform().daemon().name("script-sockets").start(this::run);
  }

  /** Waits for a socket, which does not block from now on; its owner closes it. */
  Wait add(SelectableChannel channel, int operations, Watched watched) throws IOException {
    try {
      channel.configureBlocking(false);
      SelectionKey key = channel.register(selector, operations, watched);
      selector.wakeup();
      return new Wait(channel, key);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Waiting for one socket; of the application thread. */
  final class Wait {
    private final SelectableChannel channel;
    private final SelectionKey key;

    private Wait(SelectableChannel channel, SelectionKey key) {
      this.channel = channel;
      this.key = key;
    }

    /** Waits for these operations also. */
    void more(int operations) {
      if (key.isValid()) {
        key.interestOpsOr(operations);
        selector.wakeup();
      }
    }

    /** Closes the socket. */
    void close() {
      try {
        channel.close();
      } catch (IOException _) {
        // It is gone all the same.
      }
      selector.wakeup();
    }

    /** The same; its port is free when this returns: a key holds it until the thread lets go. */
    void closeAndFree() {
      close();
      var done = new CompletableFuture<Boolean>();
      letGo.add(done);
      selector.wakeup();
      try {
        done.get(LET_GO_SECONDS, TimeUnit.SECONDS);
      } catch (TimeoutException | ExecutionException _) {
        // The next bind of the port says that it is in use.
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    try {
      selector.close();
    } catch (IOException _) {
      // Its thread ends in any case.
    }
  }

  private void run() {
    try {
      while (selector.isOpen()) {
        selector.select(this::ready);
        for (var done = letGo.poll(); done != null; done = letGo.poll()) {
          selector.selectNow(this::ready);
          done.complete(true);
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("sockets of scripts cannot be waited for", e);
    } catch (ClosedSelectorException _) {
      // The server stops.
    }
  }

  private void ready(SelectionKey key) {
    try {
      int operations = key.readyOps();
      key.interestOpsAnd(~operations);
      var watched = (Watched) key.attachment();
      applicationThread.execute(() -> watched.ready(operations));
    } catch (CancelledKeyException _) {
      // Its owner closed it meanwhile.
    }
  }
}
