package cumulus.node.bench;

import cumulus.client.ConnectOptions;
import cumulus.client.NetConnectionException;
import cumulus.client.NetStatusException;
import cumulus.client.RtmfpUrl;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Clients that put load on a server, and what was measured meanwhile.
 *
 * @param <R> what one measurement showed
 */
public abstract class Load<R> implements AutoCloseable {
  static final long SECOND_NANOS = 1_000_000_000L;

  final LoadLoop loop;
  final BooleanSupplier isStopped;

  /** Resolves the server's name. {@code isStopped} is asked often: true ends the load early. */
  Load(RtmfpUrl url, ConnectOptions options, BooleanSupplier isStopped) throws IOException {
    this.loop = new LoadLoop(url, options);
    this.isStopped = isStopped;
  }

  /**
   * Lets the clients do what they are there for.
   *
   * @param onResult told after each measurement
   * @throws NetConnectionException when a connection that is needed ended or did not come to be
   * @throws NetStatusException when the server refuses a stream
   */
  public abstract void run(Consumer<R> onResult)
      throws IOException, NetConnectionException, NetStatusException;

  /** Closes every client in order; bounded in time. */
  @Override
  public void close() throws IOException {
    loop.close();
  }

  /** Clients do what they do, for a time. */
  final void runFor(int seconds) throws IOException {
    loop.runUntil(isStopped, System.nanoTime() + seconds * SECOND_NANOS);
  }
}
