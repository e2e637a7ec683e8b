package cumulus.server;

/** A subscription; to be used on the application thread only. */
public interface Listener {
  /** Number unique in the server's life, from one counter with {@link Publication#publisherId}. */
  long id();

  Client client();

  Publication publication();

  /** What it gets; the client's own receiveAudio and receiveVideo change the same flags. */
  Reception reception();

  void receive(Reception wanted);

  QualityOfService audioQuality();

  QualityOfService videoQuality();
}
