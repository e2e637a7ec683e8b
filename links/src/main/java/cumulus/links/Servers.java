package cumulus.links;

import cumulus.flash.ByteWriter;
import cumulus.flash.amf.Amf0Reader;
import cumulus.flash.amf.Amf0Writer;
import cumulus.flash.amf.AmfException;
import cumulus.flash.amf.AmfLimits;
import cumulus.flash.amf.AmfOptions;
import cumulus.flash.amf.AmfString;
import cumulus.flash.amf.AmfStyle;
import cumulus.flash.amf.AmfValue;
import cumulus.links.wire.Frame;
import cumulus.links.wire.Received;
import cumulus.links.wire.WireLimits;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The servers this one is linked with, as an application sees them. Lives on the application
 * thread: its owner calls {@link #advance} once a turn, which is where links come and go and calls
 * of other servers arrive. No socket, thread or clock.
 */
public final class Servers {
  private static final AmfString APPLICATIONS = AmfString.of(".");
  private static final int MAX_HANDLER_BYTES = 1 + WireLimits.NAME_BYTES;
  private static final int MAX_VALUE_BYTES = 1 << 28;

  private final int maxFrame;
  private final Inbox inbox;
  private final Consumer<LinkNotice> notices;
  private final Broadcaster all = new Broadcaster(this);
  private final Broadcaster initiators = new Broadcaster(this);
  private final Broadcaster targets = new Broadcaster(this);
  private ServersListener listener = ServersListener.NONE;
  private AmfOptions values = AmfOptions.LINK;
  private long nowNanos;

  Servers(int maxFrame, Inbox inbox, Consumer<LinkNotice> notices) {
    this.maxFrame = maxFrame;
    this.inbox = inbox;
    this.notices = notices;
    listen(ServersListener.NONE);
  }

  /** Sets who hears of links; before the links are started. */
  public void listen(ServersListener toListener) {
    listener = toListener;
    AmfOptions wanted = toListener.values();
    AmfLimits limits = wanted.limits();
    values =
        wanted.with(
            new AmfLimits(
                limits.maxDepth(), limits.maxElements(), Math.min(maxFrame, MAX_VALUE_BYTES)));
  }

  /** All linked servers. */
  public Broadcaster all() {
    return all;
  }

  /** The linked servers that joined us. */
  public Broadcaster initiators() {
    return initiators;
  }

  /** The linked servers that we joined. */
  public Broadcaster targets() {
    return targets;
  }

  /** An application has started here: all linked servers are told. */
  public void announce(String path) {
    announce(List.of(path));
  }

  /** Handles what the links have to say, up to a bound. */
  public void advance(long now) {
    nowNanos = now;
    for (int i = 0; i < LinkLimits.EVENTS_PER_TURN; i++) {
      Optional<ToServers> event = inbox.poll();
      if (event.isEmpty()) {
        return;
      }
      handle(event.get());
    }
  }

  /** Whether {@link #advance} has something to do; else the wake-up tells when. */
  public boolean isDue() {
    return !inbox.isEmpty();
  }

  void send(List<LinkedServer> to, AmfString handler, List<AmfValue> arguments) {
    if (handler.isEmpty() || handler.equals(APPLICATIONS)) {
      notices.accept(
          new LinkNotice.NotSent(
              "handler of one sending server message can't be null or equal to '.'"));
      return;
    }
    if (to.stream().noneMatch(LinkedServer::isLinked)) {
      return;
    }
    byte[] body = encode(arguments);
    if (body.length > maxFrame - MAX_HANDLER_BYTES) {
      notices.accept(
          new LinkNotice.NotSent(
              "message '"
                  + handler
                  + "' of "
                  + body.length
                  + " bytes to another server is larger than servers.maxFrame = "
                  + maxFrame));
      return;
    }
    AmfString name = cut(handler);
    for (LinkedServer server : to) {
      if (server.isLinked()) {
        send(server, name, body);
      }
    }
  }

  private void send(LinkedServer server, AmfString name, byte[] body) {
    Optional<Frame> frame = server.sender().call(name, body);
    if (frame.isPresent()) {
      server.outlet().send(frame.get(), nowNanos);
    } else {
      notices.accept(
          new LinkNotice.NotSent(
              "message '"
                  + name
                  + "' to server "
                  + server.address()
                  + " has one handler name more than the "
                  + WireLimits.NAMES
                  + " that a link remembers: put what changes into the arguments"));
    }
  }

  private byte[] encode(List<AmfValue> arguments) {
    var out = new ByteWriter();
    var writer =
        new Amf0Writer(
            out,
            AmfStyle.PREFER_AMF3,
            values,
            problem -> notices.accept(new LinkNotice.Altered(problem)));
    arguments.forEach(writer::write);
    return out.toByteArray();
  }

  private AmfString cut(AmfString handler) {
    if (handler.length() <= WireLimits.NAME_BYTES) {
      return handler;
    }
    notices.accept(
        new LinkNotice.Altered(
            "handler '"
                + handler
                + "' of a server message is cut to "
                + WireLimits.NAME_BYTES
                + " bytes"));
    return AmfString.copyOf(handler.toByteArray(), 0, WireLimits.NAME_BYTES);
  }

  private void announce(List<String> paths) {
    for (LinkedServer server : all.list()) {
      server.outlet().send(server.sender().applications(paths), nowNanos);
    }
  }

  private void handle(ToServers event) {
    switch (event) {
      case ToServers.Up(LinkedServer server) -> up(server);
      case ToServers.Down(LinkedServer server, LinkEnd end) -> down(server, end);
      case ToServers.Message(LinkedServer server, Received received, int cost) -> {
        try {
          received(server, received);
        } finally {
          inbox.handled(cost);
        }
      }
    }
  }

  private void up(LinkedServer server) {
    server.linked(true);
    all.add(server);
    side(server).add(server);
    notices.accept(
        new LinkNotice.Linked(server.address(), server.publicAddress(), server.isTarget()));
    List<String> paths = listener.applications();
    if (!paths.isEmpty()) {
      announce(paths);
    }
    listener.onServerConnection(server);
  }

  private void down(LinkedServer server, LinkEnd end) {
    server.linked(false);
    all.remove(server);
    side(server).remove(server);
    notices.accept(new LinkNotice.Unlinked(server.address(), end));
    listener.onServerDisconnection(server);
  }

  private Broadcaster side(LinkedServer server) {
    return server.isTarget() ? targets : initiators;
  }

  private void received(LinkedServer server, Received received) {
    switch (received) {
      case Received.Call(AmfString name, byte[] payload, int offset) ->
          call(server, name, payload, offset);
      case Received.Applications(List<String> paths) -> listener.onApplications(server, paths);
      case Received.Renewed renewed -> server.renewed(renewed.hello());
      case Received.Damaged(String reason) -> damaged(server, reason);
      case Received.Answer _, Received.Linked _, Received.TooEarly _ ->
          throw new IllegalStateException("belongs to the handshake: " + received);
    }
  }

  private void call(LinkedServer server, AmfString name, byte[] payload, int offset) {
    List<AmfValue> arguments;
    try {
      arguments = new Amf0Reader(payload, offset, payload.length - offset, values).readAll();
    } catch (AmfException e) {
      damaged(server, "arguments of '" + name + "': " + e.reason());
      return;
    }
    if (!listener.onCall(server, name, arguments)) {
      notices.accept(new LinkNotice.NoFunction(server.address(), name.toString()));
    }
  }

  private void damaged(LinkedServer server, String reason) {
    notices.accept(new LinkNotice.Damaged(server.address(), reason));
  }
}
