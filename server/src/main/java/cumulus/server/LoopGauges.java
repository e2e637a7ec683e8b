package cumulus.server;

import java.util.Collection;

/** What a loop measures in regular periods for the application thread. */
final class LoopGauges {
  /** How old what the application thread reads of a client may be. */
  static final long SILENCE_MILLIS = 100;

  /** How often qualities of service are measured. */
  static final long QUALITY_NANOS = 1_000_000_000L;

  /** How often the application thread learns what publications receive. */
  static final long FIGURES_NANOS = 2_000_000_000L;

  private final ServerLoop loop;
  private final Collection<LoopClient> clients;
  private final Collection<Relay> relays;
  private final Collection<Share> shares;

  /** Measures what the loop has in these collections, and will have. */
  LoopGauges(
      ServerLoop loop,
      Collection<LoopClient> clients,
      Collection<Relay> relays,
      Collection<Share> shares) {
    this.loop = loop;
    this.clients = clients;
    this.relays = relays;
    this.shares = shares;
  }

  void start() {
    loop.timers().in(FIGURES_NANOS, this::tellFigures);
    loop.timers().in(QUALITY_NANOS, this::measureQuality);
    loop.timers().in(SILENCE_MILLIS * 1_000_000L, this::gaugeSilence);
  }

  private void gaugeSilence() {
    loop.timers().in(SILENCE_MILLIS * 1_000_000L, this::gaugeSilence);
    clients.forEach(LoopClient::gaugeSilence);
  }

  private void measureQuality() {
    loop.timers().in(QUALITY_NANOS, this::measureQuality);
    relays.forEach(relay -> relay.measure(loop.nowNanos()));
    shares.forEach(share -> share.measure(loop.nowNanos()));
  }

  private void tellFigures() {
    loop.timers().in(FIGURES_NANOS, this::tellFigures);
    clients.forEach(client -> client.peering().look());
    clients.forEach(LoopClient::gaugeRoundTrip);
    for (Relay relay : relays) {
      relay.sample(loop.nowNanos());
      loop.post(new ToControl.Figures(relay.publication(), relay.figures()));
    }
  }
}
