package cumulus.script.net;

import cumulus.script.ScriptLevel;
import cumulus.script.ScriptServices;
import cumulus.script.app.Calls;
import cumulus.script.app.Outcome;
import cumulus.script.bind.Call;
import cumulus.script.bind.ObjectType;
import cumulus.script.bind.ScriptRuntime;
import cumulus.script.lua.LuaStack;
import java.io.IOException;
import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The sockets of scripts. Belongs to the application thread, which does all that sockets do, and
 * waits for none. A socket belongs to the application that made it; while it is open its table
 * lives, also if no script refers to it (sockets section 1).
 */
public final class Sockets implements AutoCloseable {
  public static final List<ObjectType<?>> TYPES =
      List.of(TcpClientObject.TYPE, TcpServerObject.TYPE, UdpSocketObject.TYPE);

  /** Sockets of all applications at a time. */
  static final int MAX_OPEN = 10_000;

  private final ScriptRuntime runtime;
  private final ScriptServices services;
  private final Calls calls;
  private final Names names;
  private final Set<ScriptSocket> open = new LinkedHashSet<>();
  private Optional<SocketWaiter> waiter = Optional.empty();

  /** Without a thread until the first socket is used. */
  public Sockets(ScriptRuntime runtime, ScriptServices services, Calls calls) {
    this.runtime = runtime;
    this.services = services;
    this.calls = calls;
    this.names = new Names(runtime, services.applicationThread());
  }

  /** {@code cumulus:createTCPClient()}. */
  public void newTcpClient(Call call) {
    made(call, TcpClientObject.TYPE, new TcpClient(this, calls.serving()));
  }

  /** {@code cumulus:createTCPServer()}. */
  public void newTcpServer(Call call) {
    made(call, TcpServerObject.TYPE, new TcpServer(this, calls.serving()));
  }

  /** {@code cumulus:createUDPSocket([allowBroadcast])}. */
  public void newUdpSocket(Call call) {
    made(call, UdpSocketObject.TYPE, new UdpSocket(this, calls.serving(), call.truth(1, false)));
  }

  /** An application has stopped: its sockets are closed, and nobody is told. */
  public void release(String path) {
    for (ScriptSocket socket : List.copyOf(open)) {
      if (socket.path().equals(path)) {
        socket.drop();
      }
    }
  }

  /** Every two seconds. */
  public void manage() {
    List.copyOf(open).forEach(ScriptSocket::manage);
    runtime.objects().sweep();
  }

  @Override
  public void close() {
    List.copyOf(open).forEach(ScriptSocket::drop);
    waiter.ifPresent(SocketWaiter::close);
  }

  /** Takes one socket more. */
  SocketWaiter waiter() throws IOException {
    if (isFull()) {
      throw new IOException("more than " + MAX_OPEN + " sockets are open");
    }
    if (waiter.isEmpty()) {
      waiter = Optional.of(new SocketWaiter(services.applicationThread()));
    }
    return waiter.get();
  }

  Names names() {
    return names;
  }

  /** Where servers listen that name no host; empty for all addresses. */
  Optional<InetAddress> bind() {
    return services.network().bind();
  }

  boolean isFull() {
    return open.size() >= MAX_OPEN;
  }

  void opened(ScriptSocket socket) {
    open.add(socket);
    runtime.objects().hold(socket);
  }

  void closed(ScriptSocket socket) {
    open.remove(socket);
    runtime.objects().loosen(socket);
  }

  /** Does something after what is being done. */
  void post(Runnable work) {
    services.applicationThread().execute(work);
  }

  void log(ScriptLevel level, String text) {
    services.log().write(level, "", 0, text);
  }

  <T> void push(LuaStack stack, ObjectType<T> type, T object) {
    runtime.objects().push(stack, type, object);
  }

  /** Calls a function of a socket that has no results. */
  <T extends ScriptSocket> void tell(
      T socket, ObjectType<T> type, String event, Consumer<LuaStack> arguments) {
    var _ = ask(socket, type, event, 0, arguments, (_, _, count) -> count);
  }

  /** Calls a function of a socket. */
  <T extends ScriptSocket, R> Outcome<R> ask(
      T socket,
      ObjectType<T> type,
      String event,
      int allowed,
      Consumer<LuaStack> arguments,
      ScriptRuntime.Results<R> results) {
    return calls.member(
        socket.path(),
        event,
        type.name(),
        allowed,
        stack -> push(stack, type, socket),
        arguments,
        results);
  }

  private <T extends ScriptSocket> void made(Call call, ObjectType<T> type, T socket) {
    call.push(type, socket);
    runtime.objects().loosen(socket);
  }
}
