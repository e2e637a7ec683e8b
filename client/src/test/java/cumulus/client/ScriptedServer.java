package cumulus.client;

import cumulus.flash.MalformedException;
import cumulus.flash.amf.AmfOptions;
import cumulus.flash.message.Command;
import cumulus.flash.message.FlowMetadata;
import cumulus.flash.message.MessageHeader;
import cumulus.flash.message.MessageType;
import cumulus.rtmfp.Address;
import cumulus.rtmfp.Credentials;
import cumulus.rtmfp.Delivery;
import cumulus.rtmfp.Endpoint;
import cumulus.rtmfp.EndpointListener;
import cumulus.rtmfp.EndpointSettings;
import cumulus.rtmfp.KeyJob;
import cumulus.rtmfp.Limits;
import cumulus.rtmfp.Payload;
import cumulus.rtmfp.Priority;
import cumulus.rtmfp.RecvFlow;
import cumulus.rtmfp.RecvFlowListener;
import cumulus.rtmfp.SendFlow;
import cumulus.rtmfp.SendFlowListener;
import cumulus.rtmfp.Session;
import cumulus.rtmfp.SessionListener;
import cumulus.rtmfp.Transmit;
import cumulus.rtmfp.trace.CloseCause;
import cumulus.rtmfp.trace.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * A client and a server that answers nothing by itself, joined by memory under a virtual clock. The
 * test says what the server sends.
 */
final class ScriptedServer implements SessionListener, RecvFlowListener {
  private static final long STEP_NANOS = 1_000_000;
  private static final int MAX_STEPS = 200_000;
  private static final Address CLIENT_ADDRESS = Address.ipv4(0x0a000001, 1000);
  static final Address ADDRESS = Address.ipv4(0x0a000002, 1935);

  final Endpoint clientEndpoint = endpoint(EndpointSettings.Role.CLIENT, 1);
  final List<Command> commands = new ArrayList<>();
  final List<byte[]> messages = new ArrayList<>();
  final Map<Long, RecvFlow> flowsByStream = new HashMap<>();
  final Map<Long, Integer> flowCounts = new HashMap<>();
  final List<CloseCause> ends = new ArrayList<>();
  private final Endpoint serverEndpoint = endpoint(EndpointSettings.Role.SERVER, 2);
  private final List<Runnable> completions = new ArrayList<>();
  private final Transmit group = new Transmit();
  private Optional<Session> session = Optional.empty();
  boolean isReachable = true;
  long nowNanos = -5_000_000_000L;

  private Endpoint endpoint(EndpointSettings.Role role, long seed) {
    var random = new SplittableRandom(seed);
    boolean isServer = role == EndpointSettings.Role.SERVER;
    Credentials credentials = isServer ? Credentials.server(random) : Credentials.client(2, random);
    return new Endpoint(
        new EndpointSettings(role, credentials, Limits.DEFAULT),
        random,
        Trace.NONE,
        new EndpointListener() {
          @Override
          public void onKeyAgreement(KeyJob job) {
            job.run();
            completions.add(
                () -> (isServer ? serverEndpoint : clientEndpoint).complete(nowNanos, job));
          }

          @Override
          public SessionListener onSession(Session opened) {
            session = Optional.of(opened);
            return ScriptedServer.this;
          }
        });
  }

  Session session() {
    return session.orElseThrow();
  }

  /** Lets time pass until something is so. */
  void until(ClientConnection client, BooleanSupplier isSo) {
    for (int step = 0; step < MAX_STEPS; step++) {
      if (isSo.getAsBoolean()) {
        return;
      }
      step(client);
    }
    throw new AssertionError("it does not come: " + commands);
  }

  void pass(ClientConnection client, long millis) {
    long untilNanos = nowNanos + millis * STEP_NANOS;
    until(client, () -> nowNanos - untilNanos >= 0);
  }

  /** The next command with this name. */
  Command await(ClientConnection client, String name) {
    until(client, () -> commands.stream().anyMatch(c -> c.name().equals(name)));
    Command found = commands.stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
    commands.remove(found);
    return found;
  }

  /** A new flow of the server for a stream, in return to the client's control flow. */
  SendFlow openFlow(long streamId) {
    return session()
        .openFlow(
            new FlowMetadata.Stream(streamId, false).toByteArray(),
            Optional.ofNullable(flowsByStream.get(0L)),
            Priority.IMMEDIATE,
            SendFlowListener.NONE);
  }

  static void send(SendFlow flow, byte[] message) {
    flow.write(Payload.wrap(message), Delivery.RELIABLE);
  }

  private void step(ClientConnection client) {
    nowNanos += STEP_NANOS;
    List<Runnable> due = List.copyOf(completions);
    completions.clear();
    due.forEach(Runnable::run);
    clientEndpoint.advance(nowNanos);
    serverEndpoint.advance(nowNanos);
    client.advance(nowNanos);
    carry(clientEndpoint, serverEndpoint, CLIENT_ADDRESS);
    carry(serverEndpoint, clientEndpoint, ADDRESS);
  }

  private void carry(Endpoint from, Endpoint to, Address source) {
    while (from.poll(nowNanos, group)) {
      byte[] bytes = Arrays.copyOf(group.bytes(), group.length());
      int segment = group.segmentLength();
      for (int at = 0; at < bytes.length && isReachable; at += segment) {
        to.receive(nowNanos, source, bytes, at, Math.min(segment, bytes.length - at));
      }
    }
  }

  @Override
  public RecvFlowListener onFlow(Session opened, RecvFlow flow) {
    byte[] metadata = flow.metadata();
    if (FlowMetadata.read(metadata, 0, metadata.length)
        instanceof FlowMetadata.Stream(long streamId, boolean _)) {
      flowsByStream.put(streamId, flow);
      flowCounts.merge(streamId, 1, Integer::sum);
    }
    return this;
  }

  @Override
  public void onMessage(RecvFlow flow, Payload message) {
    byte[] bytes = message.bytes();
    messages.add(bytes);
    int type = MessageHeader.type(bytes, 0);
    if (MessageType.isCommand(type)) {
      try {
        int body = MessageHeader.SIZE;
        commands.add(Command.read(type, bytes, body, bytes.length - body, AmfOptions.CLIENT));
      } catch (MalformedException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Override
  public void onClose(Session closed, CloseCause cause) {
    ends.add(cause);
  }
}
