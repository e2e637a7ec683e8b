package cumulus.server;

/** A subscription on the application thread. */
final class ControlListener implements Listener {
  private final long id;
  private final ControlClient client;
  private final int stream;
  private final ControlPublication publication;
  private Reception reception = Reception.DEFAULT;
  private final QualityGauge gauge = new QualityGauge();
  private boolean isAccepted;

  ControlListener(long id, ControlClient client, int stream, ControlPublication publication) {
    this.id = id;
    this.client = client;
    this.stream = stream;
    this.publication = publication;
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public ControlClient client() {
    return client;
  }

  @Override
  public ControlPublication publication() {
    return publication;
  }

  @Override
  public Reception reception() {
    return reception;
  }

  @Override
  public void receive(Reception wanted) {
    reception = wanted;
    if (isAccepted) {
      client.post(new ToLoop.ReceptionChanged(client.id(), stream, id, wanted));
    }
  }

  @Override
  public QualityOfService audioQuality() {
    return gauge.audio();
  }

  @Override
  public QualityOfService videoQuality() {
    return gauge.video();
  }

  QualityGauge gauge() {
    return gauge;
  }

  int stream() {
    return stream;
  }

  void accepted() {
    isAccepted = true;
  }

  /** The client itself muted or unmuted; its loop knows. */
  void received(boolean audio, boolean video) {
    reception = reception.withMedia(audio, video);
  }
}
