package cumulus.simulation;

import cumulus.flash.amf.AmfValue;
import cumulus.flash.message.MessageType;
import cumulus.rtmfp.trace.CloseCause;
import cumulus.server.Application;
import cumulus.server.Client;
import cumulus.server.ConnectVerdict;
import cumulus.server.Listener;
import cumulus.server.MediaKinds;
import cumulus.server.MediaPacket;
import cumulus.server.Publication;
import cumulus.server.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** An application that refuses now and then, and holds the order of its events. */
final class Watch implements Application {
  final List<String> faults = new ArrayList<>();
  int accepted;
  int refused;
  int mediaEvents;

  private final SplittableRandom random;
  private final double refusal;
  private final Set<Long> clients = new HashSet<>();
  private final Map<String, Long> live = new HashMap<>();
  private final Set<Long> listeners = new HashSet<>();
  private final Map<Long, Frame> lastVideo = new HashMap<>();

  Watch(long seed, double refusal) {
    this.random = new SplittableRandom(seed);
    this.refusal = refusal;
  }

  /** What is wrong in the end, when everybody has left. */
  List<String> atTheEnd() {
    require(clients.isEmpty(), "clients without onDisconnection: " + clients);
    require(live.isEmpty(), "publications without onUnpublish: " + live);
    require(listeners.isEmpty(), "listeners without onUnsubscribe: " + listeners);
    return faults;
  }

  @Override
  public ConnectVerdict onConnection(Client client, List<AmfValue> arguments) {
    require(clients.add(client.id()), "connected twice: " + client.id());
    return ConnectVerdict.ACCEPT;
  }

  @Override
  public void onFailed(Client client, CloseCause cause) {
    require(clients.contains(client.id()), "onFailed for a stranger");
  }

  @Override
  public void onDisconnection(Client client) {
    require(clients.remove(client.id()), "disconnected twice: " + client.id());
  }

  @Override
  public Verdict onPublish(Client client, Publication publication) {
    require(clients.contains(client.id()), "onPublish of a stranger");
    if (isRefused()) {
      return new Verdict.Refuse("");
    }
    accepted++;
    var before = live.put(publication.name(), publication.publisherId());
    require(before == null, "two publications of " + publication.name());
    return Verdict.ACCEPT;
  }

  @Override
  public void onUnpublish(Client client, Publication publication) {
    require(clients.contains(client.id()), "onUnpublish after onDisconnection");
    require(
        live.remove(publication.name(), publication.publisherId()),
        "onUnpublish of " + publication.name() + " that is not live");
    lastVideo.remove(publication.publisherId());
  }

  @Override
  public Verdict onSubscribe(Client client, Listener listener) {
    require(clients.contains(client.id()), "onSubscribe of a stranger");
    require(listeners.add(listener.id()), "subscribed twice: " + listener.id());
    return Verdict.ACCEPT;
  }

  @Override
  public void onUnsubscribe(Client client, Listener listener) {
    require(listeners.remove(listener.id()), "unsubscribed twice: " + listener.id());
  }

  @Override
  public MediaKinds wantsMedia(Client client, Publication publication) {
    return MediaKinds.ALL;
  }

  @Override
  public void onMedia(Client client, Publication publication, MediaPacket packet) {
    mediaEvents++;
    long id = publication.publisherId();
    require(live.containsValue(id), "media of a publication that is not live");
    if (packet.type() == MessageType.VIDEO) {
      var frame = Frame.read(packet.body().bytes(), 0, packet.body().length());
      if (frame.kind().isHeader()) {
        return;
      }
      var last = lastVideo.put(id, frame);
      require(
          last == null || frame.run() == last.run() && frame.index() > last.index(),
          frame + " is told to the application after " + last);
    }
  }

  private boolean isRefused() {
    boolean isRefused = random.nextDouble() < refusal;
    refused += isRefused ? 1 : 0;
    return isRefused;
  }

  private void require(boolean condition, String what) {
    if (!condition) {
      faults.add(what);
    }
  }
}
