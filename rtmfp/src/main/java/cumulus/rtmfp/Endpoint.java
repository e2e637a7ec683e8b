package cumulus.rtmfp;

import cumulus.rtmfp.trace.Trace;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * RTMFP at one UDP socket as a pure state machine: every session of one certificate, in both roles. It
 * has no socket, clock or thread: its owner gives it datagrams and the time, and pulls what is to be
 * sent. A turn of the owner is: commands, {@link #receive} for each datagram, {@link #advance}, then
 * {@link #poll} until it answers false; all on one thread.
 *
 * <p>Calls on sessions and flows use the time of the last turn call, so the owner calls {@link #advance}
 * before it carries out commands.
 */
public final class Endpoint {
  public Endpoint(
      EndpointSettings settings, RandomGenerator random, Trace trace, EndpointListener listener) {
    throw new UnsupportedOperationException();
  }

  /** Takes a datagram; the bytes are borrowed. Never throws for what they hold. */
  public void receive(long nowNanos, Address from, byte[] datagram, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  /** Runs what is due and delivers ends of sessions noticed in this turn. */
  public void advance(long nowNanos) {
    throw new UnsupportedOperationException();
  }

  /** Nanoseconds until {@link #advance} has something to do: 0 if it is due, at most an hour. */
  public long untilDueNanos(long nowNanos) {
    throw new UnsupportedOperationException();
  }

  /** Fills the next group of datagrams to send; false when there is none now. */
  public boolean poll(long nowNanos, Transmit group) {
    throw new UnsupportedOperationException();
  }

  /** Begins a session with a server by its URL (RFC 7016 section 3.5.1), trying every address. */
  public Session open(String url, List<Address> candidates, SessionListener listener) {
    throw new UnsupportedOperationException();
  }

  /** Begins a session with a peer by its fingerprint (32 bytes), usually through an introducer's address. */
  public Session openPeer(byte[] peerId, List<Address> candidates, SessionListener listener) {
    throw new UnsupportedOperationException();
  }

  /** Takes a finished key agreement back. */
  public void complete(long nowNanos, KeyJob job) {
    throw new UnsupportedOperationException();
  }

  /** Closes every session in order; {@link #sessionCount} falls to 0 as far ends answer or time runs out. */
  public void closeAll() {
    throw new UnsupportedOperationException();
  }

  /** Sessions that are open, opening or lingering. */
  public int sessionCount() {
    throw new UnsupportedOperationException();
  }
}
