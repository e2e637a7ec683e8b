package cumulus.script;

import cumulus.flash.amf.AmfExternals;
import cumulus.flash.amf.AmfOptions;
import cumulus.flash.amf.AmfString;
import cumulus.flash.amf.AmfValue;
import cumulus.links.LinkedServer;
import cumulus.links.Servers;
import cumulus.links.ServersListener;
import cumulus.script.amf.AmfBridge;
import cumulus.script.amf.ScriptExternals;
import cumulus.script.app.AppPath;
import cumulus.script.app.Applications;
import cumulus.script.app.Calls;
import cumulus.script.bind.ScriptRuntime;
import cumulus.script.lua.LuaStack;
import cumulus.script.object.ScriptServers;
import cumulus.script.object.ServerObject;
import java.util.List;
import java.util.Optional;

/** What applications hear of linked servers, and these of them (multi-server sections 2 and 3). */
final class ServerLinks implements ServersListener {
  private final ScriptRuntime runtime;
  private final Applications applications;
  private final Calls calls;
  private final AmfBridge amf;
  private final ScriptServers scriptServers;
  private Optional<Servers> servers = Optional.empty();
  private Optional<ScriptExternals> reading = Optional.empty();

  ServerLinks(
      ScriptRuntime runtime,
      Applications applications,
      Calls calls,
      AmfBridge amf,
      ScriptServers scriptServers) {
    this.runtime = runtime;
    this.applications = applications;
    this.calls = calls;
    this.amf = amf;
    this.scriptServers = scriptServers;
  }

  /** The links are there, before they are started. */
  void open(Servers linked) {
    servers = Optional.of(linked);
    scriptServers.open(linked);
    linked.listen(this);
  }

  /** An application runs. */
  void started(String path) {
    servers.ifPresent(linked -> linked.announce(path));
  }

  /** Pushes an array of those linked now. */
  void push(LuaStack stack) {
    stack.newTable(scriptServers.list().size(), 0);
    int table = stack.top();
    int count = 0;
    for (LinkedServer server : scriptServers.list()) {
      push(stack, server);
      stack.rawSet(table, ++count);
    }
  }

  /** Lets go what damaged messages left. */
  void tick() {
    endReading();
  }

  @Override
  public List<String> applications() {
    return applications.running();
  }

  @Override
  public void onServerConnection(LinkedServer server) {
    tell("onServerConnection", server);
  }

  @Override
  public void onServerDisconnection(LinkedServer server) {
    tell("onServerDisconnection", server);
    runtime.objects().end(server);
  }

  @Override
  public boolean onCall(LinkedServer server, AmfString name, List<AmfValue> arguments) {
    Optional<String> owner =
        runtime.objects().isKnown(server) ? owner(server, name) : Optional.empty();
    owner.ifPresent(
        path ->
            calls.remote(
                path,
                name.toString(),
                name(server),
                stack -> {
                  push(stack, server);
                  stack.push(name.toByteArray());
                },
                stack -> amf.push(stack, arguments)));
    endReading();
    return owner.isPresent();
  }

  /** Applications of the same paths start here too; others are none of ours. */
  @Override
  public void onApplications(LinkedServer server, List<String> paths) {
    for (String path : paths) {
      if (AppPath.isWellFormed(path) && !applications.isRunning(path)) {
        applications.start(path);
      }
    }
    calls.finish();
  }

  @Override
  public AmfOptions values() {
    AmfExternals externals = className -> reading().find(className);
    return AmfOptions.LINK.with(externals);
  }

  private void tell(String event, LinkedServer server) {
    for (String path : applications.running()) {
      if (calls.registers(path, event)) {
        calls.event(path, event, name(server), stack -> push(stack, server));
      }
    }
  }

  private Optional<String> owner(LinkedServer server, AmfString name) {
    return runtime
        .call(
            "look-up of a function of a server",
            runtime.functionSlot("remoteOwner"),
            stack -> {
              push(stack, server);
              stack.push(name.toByteArray());
            },
            (stack, first, count) ->
                count == 0 ? Optional.<String>empty() : Optional.of(stack.text(first)))
        .flatMap(found -> found);
  }

  private ScriptExternals reading() {
    if (reading.isEmpty()) {
      reading = Optional.of(amf.externals(runtime.stack()));
    }
    return reading.get();
  }

  private void endReading() {
    reading.ifPresent(ScriptExternals::end);
    reading = Optional.empty();
  }

  private void push(LuaStack stack, LinkedServer server) {
    runtime.objects().push(stack, ServerObject.TYPE, server);
  }

  private static String name(LinkedServer server) {
    return "server " + server.address();
  }
}
