package cumulus.script;

import cumulus.script.app.AppPath;
import cumulus.script.app.Calls;
import cumulus.script.bind.ScriptRuntime;
import cumulus.script.lua.LuaStack;
import cumulus.script.object.ClientObject;
import cumulus.script.object.PublicationObject;
import cumulus.script.object.ScriptClient;
import cumulus.script.object.ScriptPublication;
import java.util.function.Consumer;

/**
 * An event of an application that is called for each packet: what is the same each time is
 * prepared, and the packet becomes a text of Lua only for a function that has a parameter for it.
 * What the function of the host answers is told in events.lua.
 */
final class PacketEvent {
  /** What may follow the mark. */
  private static final int WANTS_PACKET = 1;

  private static final int WANTS_NO_PACKET = 2;
  private static final int HAS_RUN = 3;

  private final ScriptRuntime runtime;
  private final Calls calls;
  private final String path;
  private final String name;
  private final String activity;
  private final int handler;
  private final int mark;
  private final int event;
  private final int ended;
  private boolean takesPacket;

  /** Prepares an event of the application of a path. */
  PacketEvent(ScriptRuntime runtime, Calls calls, String path, String name) {
    this.runtime = runtime;
    this.calls = calls;
    this.path = path;
    this.name = name;
    this.activity = name + " of application " + AppPath.shown(path);
    this.handler = runtime.functionSlot("caught");
    this.mark = runtime.functionSlot("mark");
    this.ended = runtime.functionSlot("packetEnded");
    this.event = runtime.kept("packetEvent", path, name);
  }

  /**
   * Calls the function of the application, if there is one.
   *
   * @param third pushes what stands before the packet
   * @param packet pushes the packet
   */
  void call(
      ScriptClient client,
      ScriptPublication publication,
      Consumer<LuaStack> third,
      Consumer<LuaStack> packet) {
    String former = calls.serve(path);
    try {
      // Again if this is not the function that the last packet went to, and wants what that did
      // not, or the other way round.
      if (attempt(client, publication, third, packet)) {
        attempt(client, publication, third, packet);
      }
    } finally {
      calls.serve(former);
      calls.finish();
    }
  }

  private boolean attempt(
      ScriptClient client,
      ScriptPublication publication,
      Consumer<LuaStack> third,
      Consumer<LuaStack> packet) {
    return runtime.quick(
        activity,
        handler,
        event,
        stack -> {
          stack.push(runtime.objects().handle(stack, ClientObject.TYPE, client));
          stack.push(runtime.objects().handle(stack, PublicationObject.TYPE, publication));
          third.accept(stack);
          if (takesPacket) {
            packet.accept(stack);
          }
        },
        (stack, isDone, first, count) -> told(stack, isDone, first, count, client));
  }

  /** True if the call is to be made again. */
  private boolean told(LuaStack stack, boolean isDone, int first, int count, ScriptClient client) {
    stack.pushKept(mark);
    boolean isMarked = isDone && stack.isSame(-1, first);
    stack.pop(1);
    if (!isMarked) {
      stack.pushKept(ended);
      stack.insert(first);
      stack.push(name);
      stack.insert(first + 1);
      stack.push(isDone);
      stack.insert(first + 2);
      if (stack.call(count + 2, ScriptRuntime.ALL)) {
        failed(stack, first, client);
      }
      return false;
    }
    int what = (int) stack.number(first + 1);
    if (what == HAS_RUN) {
      failed(stack, first + 2, client);
    }
    takesPacket = what == WANTS_PACKET || takesPacket && what != WANTS_NO_PACKET;
    return what == WANTS_PACKET || what == WANTS_NO_PACKET;
  }

  private void failed(LuaStack stack, int first, ScriptClient client) {
    calls.report(path, name, client.name(), stack, first);
  }
}
