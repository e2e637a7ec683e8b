package cumulus.rtmfp;

import cumulus.rtmfp.crypto.EndpointDiscriminator;
import cumulus.rtmfp.session.Engine;
import cumulus.rtmfp.trace.Trace;
import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * RTMFP at one UDP socket as a pure state machine: every session of one certificate, in both roles.
 * It has no socket, clock or thread: its owner gives it datagrams and the time, and pulls what is
 * to be sent. A turn of the owner is: commands, {@link #receive} for each datagram, {@link
 * #advance}, then {@link #poll} until it answers false; all on one thread.
 *
 * <p>Calls on sessions and flows use the time of the last turn call, so the owner calls {@link
 * #advance} before it carries out commands. An exception out of a turn call is a fault of ours or
 * of a listener; the session concerned has been failed and the endpoint goes on.
 */
public final class Endpoint {
  private final Engine engine;

  /**
   * An endpoint without sessions.
   *
   * @param random for ids, cookies and keys: a {@code SecureRandom} in earnest
   */
  public Endpoint(
      EndpointSettings settings, RandomGenerator random, Trace trace, EndpointListener listener) {
    engine =
        new Engine(
            settings.credentials().identity(),
            settings.credentials().policy(),
            settings.limits(),
            settings.role() == EndpointSettings.Role.SERVER,
            settings.followsUnproven(),
            settings.ids(),
            random,
            trace,
            listener);
  }

  /** Drops datagrams of some addresses before anything of them is read; asked for each. */
  public void refuse(Predicate<Address> sources) {
    engine.refuse(sources);
  }

  /** Takes a datagram; the bytes are borrowed. Never throws for what they hold. */
  public void receive(long nowNanos, Address from, byte[] datagram, int offset, int length) {
    engine.receive(nowNanos, from, datagram, offset, length);
  }

  /** Runs what is due and delivers ends of sessions noticed in this turn. */
  public void advance(long nowNanos) {
    engine.advance(nowNanos);
  }

  /** Nanoseconds until {@link #advance} has something to do: 0 if it is due, at most an hour. */
  public long untilDueNanos(long nowNanos) {
    return engine.untilDueNanos(nowNanos);
  }

  /** Fills the next group of datagrams to send; false when there is none now. */
  public boolean poll(long nowNanos, Transmit group) {
    return engine.poll(nowNanos, group);
  }

  /**
   * Begins a session with a server by its URL (RFC 7016 section 3.5.1), trying every address.
   *
   * @throws IllegalArgumentException when the URL has more than 2048 bytes
   * @throws IllegalStateException when the limit of sessions is reached
   */
  public Session open(String url, List<Address> candidates, SessionListener listener) {
    return engine.open(
        EndpointDiscriminator.forUrl(url), candidates, Params.OPEN_TIMEOUT_NANOS, listener);
  }

  /**
   * Begins a session with a peer by its fingerprint (32 bytes), usually through an introducer's
   * address.
   *
   * @throws IllegalStateException when the limit of sessions is reached
   */
  public Session openPeer(byte[] peerId, List<Address> candidates, SessionListener listener) {
    return openPeer(peerId, candidates, Params.OPEN_TIMEOUT_NANOS, listener);
  }

  /** The same, given up after a time of one's own. */
  public Session openPeer(
      byte[] peerId, List<Address> candidates, long withinNanos, SessionListener listener) {
    return engine.open(EndpointDiscriminator.forPeer(peerId), candidates, withinNanos, listener);
  }

  /** Answers a hello that {@link HelloAnswer#LATER} was said to. */
  public void answerHello(Address to, byte[] tag, HelloAnswer answer) {
    engine.answerHello(to, tag, answer);
  }

  /** Takes a finished key agreement back. */
  public void complete(long nowNanos, KeyJob job) {
    engine.complete(nowNanos, job);
  }

  /**
   * Closes every session in order; {@link #sessionCount} falls to 0 as far ends answer or time runs
   * out.
   */
  public void closeAll() {
    engine.closeAll();
  }

  /** Fingerprint of our certificate, 32 bytes (a copy): our peer id. */
  public byte[] peerId() {
    return engine.peerId();
  }

  /** Sessions that are open, opening or lingering. */
  public int sessionCount() {
    return engine.sessionCount();
  }

  /** Bytes received and not yet delivered, over all sessions. */
  public long reassemblyBytes() {
    return engine.reassemblyBytes();
  }
}
