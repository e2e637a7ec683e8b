package cumulus.script;

import cumulus.flash.message.MessageType;
import cumulus.script.app.AppPath;
import cumulus.script.app.Calls;
import cumulus.script.app.Outcome;
import cumulus.script.app.ScriptError;
import cumulus.script.bind.ObjectType;
import cumulus.script.bind.ScriptRuntime;
import cumulus.script.lua.LuaStack;
import cumulus.script.object.ClientObject;
import cumulus.script.object.Clients;
import cumulus.script.object.ListenerObject;
import cumulus.script.object.PublicationObject;
import cumulus.script.object.Publications;
import cumulus.script.object.ScriptClient;
import cumulus.server.Client;
import cumulus.server.Listener;
import cumulus.server.MediaKinds;
import cumulus.server.MediaPacket;
import cumulus.server.Publication;
import cumulus.server.Verdict;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** The events about streams (lua-api section 9). */
final class Streams {
  private static final long SECOND_MILLIS = 1000;

  private final ScriptRuntime runtime;
  private final Calls calls;
  private final Publications publications;
  private final ScriptServices services;
  private final Function<ScriptError, String> told;
  private final Map<String, Missed> missed = new HashMap<>();
  private final Map<String, PacketEvent> audio = new HashMap<>();
  private final Map<String, PacketEvent> video = new HashMap<>();
  private final Map<String, PacketEvent> data = new HashMap<>();

  /** Packet events of an application that were left out. */
  private static final class Missed {
    private long packets;
    private long saidMillis;
  }

  /**
   * @param told what a client may be told of an error, empty for what is usual
   */
  Streams(
      ScriptRuntime runtime,
      Calls calls,
      Publications publications,
      ScriptServices services,
      Function<ScriptError, String> told) {
    this.runtime = runtime;
    this.calls = calls;
    this.publications = publications;
    this.services = services;
    this.told = told;
  }

  Verdict onPublish(Client client, Publication publication) {
    return ask(client, "onPublish", stack -> push(stack, publication));
  }

  void onUnpublish(Client client, Publication publication) {
    tell(client, "onUnpublish", stack -> push(stack, publication));
    publications.ended(publication);
  }

  Verdict onSubscribe(Client client, Listener listener) {
    Verdict verdict = ask(client, "onSubscribe", stack -> push(stack, listener));
    if (verdict instanceof Verdict.Refuse) {
      publications.ended(listener);
    }
    return verdict;
  }

  void onUnsubscribe(Client client, Listener listener) {
    tell(client, "onUnsubscribe", stack -> push(stack, listener));
    publications.ended(listener);
  }

  /** What an application wants to be told of the packets of its clients. */
  MediaKinds wanted(Client client) {
    String path = Clients.of(client).path();
    return new MediaKinds(
        calls.isDefined(path, "onAudioPacket"),
        calls.isDefined(path, "onVideoPacket"),
        calls.isDefined(path, "onDataPacket"));
  }

  /** Functions for packets have come or gone. */
  void packetEvents() {
    for (Publication publication : publications.ofClients()) {
      publication.publisher().ifPresent(client -> publication.wantMedia(wanted(client)));
    }
  }

  void onMedia(Client client, Publication publication, MediaPacket packet) {
    switch (packet.type()) {
      case MessageType.AUDIO -> media(client, audio, "onAudioPacket", publication, packet);
      case MessageType.VIDEO -> media(client, video, "onVideoPacket", publication, packet);
      default -> data(client, publication, packet.body().bytes());
    }
  }

  void onMediaMissed(Client client, long packets) {
    String path = Clients.of(client).path();
    Missed those = missed.computeIfAbsent(path, _ -> new Missed());
    those.packets += packets;
    warn(path, those);
  }

  /** Every two seconds. */
  void manage() {
    missed.forEach(this::warn);
    missed.values().removeIf(those -> those.packets == 0);
  }

  private void warn(String path, Missed those) {
    long now = services.clock().millis();
    if (those.packets > 0 && now - those.saidMillis >= SECOND_MILLIS) {
      services
          .log()
          .write(
              ScriptLevel.WARN,
              "",
              0,
              "application "
                  + AppPath.shown(path)
                  + " is too slow for its packet events: "
                  + those.packets
                  + " were left out (script.packetQueue)");
      those.packets = 0;
      those.saidMillis = now;
    }
  }

  private void media(
      Client client,
      Map<String, PacketEvent> events,
      String event,
      Publication publication,
      MediaPacket packet) {
    ScriptClient concerned = Clients.of(client);
    event(events, concerned, event)
        .call(
            concerned,
            publications.of(publication),
            stack -> stack.push((double) (packet.timestampMillis() & 0xffff_ffffL)),
            stack -> stack.push(packet.body().bytes()));
  }

  private PacketEvent event(Map<String, PacketEvent> events, ScriptClient client, String name) {
    return events.computeIfAbsent(
        client.path(), path -> new PacketEvent(runtime, calls, path, name));
  }

  /** The name is the first value if that is a text, and empty if not. */
  private void data(Client client, Publication publication, byte[] body) {
    int headLength = 0;
    int nameLength = 0;
    if (body.length >= 3 && body[0] == 2) {
      headLength = 3;
      nameLength = (body[1] & 0xff) << 8 | body[2] & 0xff;
    }
    int start = headLength;
    int length = Math.min(nameLength, body.length - start);
    ScriptClient concerned = Clients.of(client);
    event(data, concerned, "onDataPacket")
        .call(
            concerned,
            publications.of(publication),
            stack -> stack.push(body, start, length),
            stack -> stack.push(body, start + length, body.length - start - length));
  }

  /** Only an error, false or an explicit nil refuses (README 20). */
  private Verdict ask(Client client, String event, Consumer<LuaStack> object) {
    ScriptClient asking = Clients.of(client);
    if (!calls.isDefined(asking.path(), event)) {
      return Verdict.ACCEPT;
    }
    Outcome<Verdict> outcome =
        calls.event(
            asking.path(),
            event,
            asking.name(),
            1,
            stack -> {
              push(stack, ClientObject.TYPE, asking);
              object.accept(stack);
            },
            (stack, first, count) ->
                count == 0 || stack.truth(first) ? Verdict.ACCEPT : new Verdict.Refuse(""));
    return switch (outcome) {
      case Outcome.Absent<Verdict> _ -> Verdict.ACCEPT;
      case Outcome.Done<Verdict>(Verdict said) -> said;
      case Outcome.Failed<Verdict>(ScriptError error) -> new Verdict.Refuse(told.apply(error));
    };
  }

  private void tell(Client client, String event, Consumer<LuaStack> more) {
    ScriptClient concerned = Clients.of(client);
    if (calls.isDefined(concerned.path(), event)) {
      calls.event(
          concerned.path(),
          event,
          concerned.name(),
          stack -> {
            push(stack, ClientObject.TYPE, concerned);
            more.accept(stack);
          });
    }
  }

  private void push(LuaStack stack, Publication publication) {
    push(stack, PublicationObject.TYPE, publications.of(publication));
  }

  private void push(LuaStack stack, Listener listener) {
    push(stack, ListenerObject.TYPE, publications.of(listener));
  }

  private <T> void push(LuaStack stack, ObjectType<T> type, T object) {
    runtime.objects().push(stack, type, object);
  }
}
