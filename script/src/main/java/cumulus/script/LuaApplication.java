package cumulus.script;

import cumulus.flash.amf.AmfExternals;
import cumulus.flash.amf.AmfNothing;
import cumulus.flash.amf.AmfString;
import cumulus.flash.amf.AmfValue;
import cumulus.links.Servers;
import cumulus.rtmfp.trace.CloseCause;
import cumulus.script.amf.AmfBridge;
import cumulus.script.amf.ScriptExternals;
import cumulus.script.app.AppPath;
import cumulus.script.app.Applications;
import cumulus.script.app.Calls;
import cumulus.script.app.ErrorLog;
import cumulus.script.app.Outcome;
import cumulus.script.app.ScriptError;
import cumulus.script.bind.Call;
import cumulus.script.bind.ObjectType;
import cumulus.script.bind.ScriptRuntime;
import cumulus.script.lua.LuaStack;
import cumulus.script.lua.LuaType;
import cumulus.script.net.Mailer;
import cumulus.script.net.Sockets;
import cumulus.script.object.ClientObject;
import cumulus.script.object.Clients;
import cumulus.script.object.CumulusObject;
import cumulus.script.object.FlowWriterObject;
import cumulus.script.object.GroupObject;
import cumulus.script.object.Host;
import cumulus.script.object.ObjectTypes;
import cumulus.script.object.Publications;
import cumulus.script.object.ScriptClient;
import cumulus.script.object.ScriptGroups;
import cumulus.script.object.ScriptServers;
import cumulus.script.object.ScriptWriter;
import cumulus.server.Application;
import cumulus.server.CallAnswer;
import cumulus.server.Client;
import cumulus.server.ConnectVerdict;
import cumulus.server.Control;
import cumulus.server.Group;
import cumulus.server.Handshake;
import cumulus.server.Listener;
import cumulus.server.MediaKinds;
import cumulus.server.MediaPacket;
import cumulus.server.Publication;
import cumulus.server.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * Server applications in Lua: what happens to clients is asked of the application that they are
 * connected to (lua-api sections 2 and 9). Belongs to the application thread.
 */
public final class LuaApplication implements Application {
  private final ScriptServices services;
  private final ScriptSettings settings;
  private final ScriptRuntime runtime;
  private final ErrorLog errors;
  private final Clients clients;
  private final ScriptGroups groups;
  private final ServerLinks links;
  private final HelloEvents hellos;
  private final Publications publications;
  private final Applications applications;
  private final AmfBridge amf;
  private final Calls calls;
  private final Sockets sockets;
  private final Mailer mailer;
  private final Streams streams;
  private Optional<ScriptExternals> reading = Optional.empty();

  /**
   * Opens Lua; nothing of scripts runs before {@link #onStart}.
   *
   * @throws cumulus.script.lua.LuaException if the library of the settings cannot be used
   */
  public LuaApplication(ScriptSettings settings, ScriptServices services) {
    this.services = services;
    this.settings = settings;
    runtime = new ScriptRuntime(settings, services.log());
    errors = new ErrorLog(services.log());
    clients = new Clients(runtime.objects());
    groups = new ScriptGroups(runtime.objects(), this::serving);
    var servers = new ScriptServers();
    publications = new Publications(runtime.objects(), this::serving);
    applications = new Applications(runtime, services, errors, new Life());
    amf = new AmfBridge(runtime);
    runtime.function("exit", _ -> services.stop().run());
    runtime.function("servers", this::pushServers);
    runtime.function("hellos", _ -> changed());
    runtime.boot(settings, ObjectTypes.ALL);
    calls = new Calls(runtime, errors, clients::sendAll);
    applications.attach(calls);
    sockets = new Sockets(runtime, services, calls);
    mailer = new Mailer(runtime, services, calls);
    links = new ServerLinks(runtime, applications, calls, amf, servers);
    hellos = new HelloEvents(runtime, applications, calls);
    streams = new Streams(runtime, calls, publications, services, error -> told(error).orElse(""));
    runtime.global(
        "cumulus",
        CumulusObject.TYPE,
        new Host(
            services.directory(),
            services.clock(),
            services.publicAddress(),
            services.configuration(),
            amf,
            clients,
            groups,
            servers,
            publications,
            sockets,
            mailer,
            services.blacklist()));
  }

  /** Links with other servers belong to the server, whether or not one stands; before its start. */
  public void link(Servers servers) {
    links.open(servers);
  }

  /** What it runs in, for tests. */
  ScriptRuntime runtime() {
    return runtime;
  }

  @Override
  public void onStart(Control server) {
    groups.open(server.groups());
    publications.open(server);
    applications.start("");
    clients.sendAll();
  }

  @Override
  public void onStop() {
    mailer.close();
    applications.stopAll();
    sockets.close();
    finalizeGarbage();
    runtime.close();
  }

  @Override
  public void onManage(long nowNanos) {
    for (ScriptClient client : clients.copy()) {
      for (ScriptWriter writer : client.writers()) {
        member(client, FlowWriterObject.TYPE, writer);
      }
      member(client, ClientObject.TYPE, client);
    }
    applications.survey();
    links.tick();
    hellos.changed();
    for (String path : applications.paths()) {
      if (calls.registers(path, "onManage")) {
        calls.event(path, "onManage", "", _ -> {});
      }
    }
    finalizeGarbage();
    sockets.manage();
    streams.manage();
    errors.tick();
  }

  @Override
  public ConnectVerdict onConnection(Client client, List<AmfValue> arguments) {
    String path = AppPath.of(client.connectInfo().path());
    return switch (applications.start(path)) {
      case MISSING ->
          new ConnectVerdict.NoApplication("Application " + AppPath.shown(path) + " doesn't exist");
      case BROKEN ->
          new ConnectVerdict.Refuse("application " + AppPath.shown(path) + " cannot be started");
      case EMPTY, STARTED -> connect(clients.arrived(client, path), arguments);
    };
  }

  @Override
  public boolean isFailure(CloseCause cause) {
    return Application.super.isFailure(cause)
        || settings.failedOnClose() && cause instanceof CloseCause.FarClosed;
  }

  @Override
  public void onFailed(Client client, CloseCause cause) {
    ScriptClient failed = Clients.of(client);
    clients.silence(failed);
    calls.event(
        failed.path(),
        "onFailed",
        failed.name(),
        stack -> {
          push(stack, failed);
          stack.push(FailureTexts.of(cause));
        });
  }

  @Override
  public void onDisconnection(Client client) {
    ScriptClient leaver = Clients.of(client);
    clients.left(leaver);
    calls.event(leaver.path(), "onDisconnection", leaver.name(), stack -> push(stack, leaver));
    clients.end(leaver);
  }

  @Override
  public Verdict onPublish(Client client, Publication publication) {
    return streams.onPublish(client, publication);
  }

  @Override
  public void onUnpublish(Client client, Publication publication) {
    streams.onUnpublish(client, publication);
  }

  @Override
  public Verdict onSubscribe(Client client, Listener listener) {
    return streams.onSubscribe(client, listener);
  }

  @Override
  public void onUnsubscribe(Client client, Listener listener) {
    streams.onUnsubscribe(client, listener);
  }

  @Override
  public void onForgotten(Publication publication) {
    publications.forgotten(publication);
  }

  @Override
  public MediaKinds wantsMedia(Client client, Publication publication) {
    return streams.wanted(client);
  }

  @Override
  public void onMedia(Client client, Publication publication, MediaPacket packet) {
    streams.onMedia(client, publication, packet);
  }

  @Override
  public void onMediaMissed(Client client, Publication publication, long messages) {
    streams.onMediaMissed(client, messages);
  }

  @Override
  public void onJoinGroup(Client client, Group group) {
    event("onJoinGroup", client, group);
  }

  @Override
  public void onUnjoinGroup(Client client, Group group) {
    event("onUnjoinGroup", client, group);
  }

  @Override
  public void onGroupEnded(Group group) {
    groups.ended(group);
  }

  @Override
  public boolean wantsHandshakes() {
    return hellos.wantsHandshakes();
  }

  @Override
  public List<String> onHandshake(Handshake handshake) {
    return hellos.onHandshake(handshake);
  }

  @Override
  public boolean wantsUnknownPeers() {
    return hellos.wantsUnknownPeers();
  }

  @Override
  public List<String> onRendezVousUnknown(byte[] peerId) {
    return hellos.onRendezVousUnknown(peerId);
  }

  @Override
  public void onBadRedirection(String text, String reason) {
    services
        .log()
        .write(ScriptLevel.ERROR, "", 0, "Bad redirection address '" + text + "': " + reason);
  }

  @Override
  public AmfExternals externals(Client client) {
    endReading();
    calls.serve(client.attachment().isPresent() ? Clients.of(client).path() : "");
    reading = Optional.of(amf.externals(runtime.stack()));
    return reading.get();
  }

  @Override
  public CallAnswer onCall(Client client, String name, List<AmfValue> arguments) {
    ScriptClient caller = Clients.of(client);
    if (!runtime.objects().isKnown(caller) || name.equals("onManage")) {
      endReading();
      return CallAnswer.UNKNOWN;
    }
    Outcome<CallAnswer> outcome =
        calls.member(
            caller.path(),
            name,
            caller.name(),
            stack -> push(stack, caller),
            stack -> amf.push(stack, arguments),
            this::answer);
    endReading();
    return switch (outcome) {
      case Outcome.Absent<CallAnswer> _ -> CallAnswer.UNKNOWN;
      case Outcome.Done<CallAnswer>(CallAnswer answer) -> answer;
      case Outcome.Failed<CallAnswer>(ScriptError error) ->
          new CallAnswer.Failure(told(error).orElse("Unknown error"));
    };
  }

  private ConnectVerdict connect(ScriptClient client, List<AmfValue> arguments) {
    Outcome<ConnectVerdict> outcome =
        calls.event(
            client.path(),
            "onConnection",
            client.name(),
            1,
            stack -> {
              push(stack, client);
              amf.push(stack, arguments);
            },
            this::verdict);
    endReading();
    ConnectVerdict verdict =
        switch (outcome) {
          case Outcome.Absent<ConnectVerdict> _ -> ConnectVerdict.ACCEPT;
          case Outcome.Done<ConnectVerdict>(ConnectVerdict said) -> said;
          case Outcome.Failed<ConnectVerdict>(ScriptError error) ->
              new ConnectVerdict.Refuse(told(error).orElse(""));
        };
    if (verdict instanceof ConnectVerdict.Accept) {
      clients.connected(client);
    } else {
      clients.end(client);
    }
    return verdict;
  }

  /** A table adds its names to the success; anything else says nothing. */
  private ConnectVerdict verdict(LuaStack stack, int first, int count) {
    if (count == 0 || stack.isNothing(first)) {
      return ConnectVerdict.ACCEPT;
    }
    if (stack.type(first) != LuaType.TABLE) {
      warn("onConnection may return a table, not a " + stack.type(first).text());
      return ConnectVerdict.ACCEPT;
    }
    AmfValue said = amf.read(stack, first, 1).getFirst();
    var properties = new LinkedHashMap<AmfString, AmfValue>();
    ConnectProperties.of(said)
        .forEach(
            (name, value) -> {
              if (ConnectProperties.OURS.contains(name.toString())) {
                warn("onConnection cannot set '" + name + "' of the answer");
              } else {
                properties.put(name, value);
              }
            });
    return new ConnectVerdict.Accept(properties);
  }

  private CallAnswer answer(LuaStack stack, int first, int count) {
    return count == 0
        ? CallAnswer.NONE
        : new CallAnswer.Value(
            stack.isNothing(first) ? AmfNothing.NULL : amf.read(stack, first, 1).getFirst());
  }

  /** What a client may be told of an error: its text without places and paths (README 2). */
  private Optional<String> told(ScriptError error) {
    String directory = services.directory().toAbsolutePath().normalize() + "/";
    return error.said().map(text -> text.replace(directory, ""));
  }

  private void event(String name, Client client, Group group) {
    ScriptClient concerned = Clients.of(client);
    calls.event(
        concerned.path(),
        name,
        concerned.name(),
        stack -> {
          push(stack, concerned);
          runtime.objects().push(stack, GroupObject.TYPE, group);
        });
  }

  private void pushServers(Call call) {
    links.push(call.stack());
  }

  private void changed() {
    hellos.changed();
  }

  private String serving() {
    return calls.serving();
  }

  private <T> void member(ScriptClient client, ObjectType<T> type, T object) {
    if (runtime.objects().isKnown(object)) {
      var _ =
          calls.member(
              client.path(),
              "onManage",
              client.name(),
              stack -> runtime.objects().push(stack, type, object),
              _ -> {},
              (_, _, count) -> count);
    }
  }

  private void finalizeGarbage() {
    runtime
        .call(
            "finalizers",
            runtime.functionSlot("finalize"),
            _ -> {},
            (stack, first, _) -> (int) stack.number(first) + " " + stack.text(first + 1))
        .filter(text -> !text.startsWith("0"))
        .ifPresent(text -> services.log().write(ScriptLevel.ERROR, "", 0, "finalizers: " + text));
  }

  private void endReading() {
    reading.ifPresent(ScriptExternals::end);
    reading = Optional.empty();
  }

  private void push(LuaStack stack, ScriptClient client) {
    runtime.objects().push(stack, ClientObject.TYPE, client);
  }

  private void warn(String text) {
    services.log().write(ScriptLevel.WARN, "", 0, text);
  }

  /** What the life of applications means here. */
  private final class Life implements Applications.Hooks {
    @Override
    public void started(String path) {
      links.started(path);
      hellos.changed();
      streams.packetEvents();
    }

    @Override
    public void released(String path) {
      sockets.release(path);
      mailer.release(path);
      groups.release(path);
      publications.release(path);
      hellos.changed();
      streams.packetEvents();
    }

    @Override
    public void packetEvents() {
      streams.packetEvents();
    }

    @Override
    public boolean hasClients(String path) {
      return clients.all().stream()
          .anyMatch(client -> client.path().equals(path) || client.path().startsWith(path + "/"));
    }
  }
}
