package cumulus.server;

import cumulus.flash.MalformedException;
import cumulus.flash.amf.AmfInteger;
import cumulus.flash.amf.AmfNothing;
import cumulus.flash.amf.AmfNumber;
import cumulus.flash.amf.AmfOptions;
import cumulus.flash.amf.AmfProblems;
import cumulus.flash.amf.AmfString;
import cumulus.flash.amf.AmfValue;
import cumulus.flash.message.Command;
import cumulus.flash.message.CommandHead;
import cumulus.flash.message.MessageHeader;
import cumulus.flash.message.Replies;
import cumulus.flash.message.Status;
import cumulus.flash.message.StatusCode;
import cumulus.rtmfp.Payload;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What a NetConnection asks for (flash-profile section 5): connect, peer addresses, streams, and
 * methods of the application. With transaction id 0 only connect and createStream are answered
 * (README 4).
 */
final class NetConnectionCommands {
  private static final String NOT_CONNECTED =
      "Client must be connected before remote procedure calling";

  private static final Set<String> OURS = Set.of("level", "code", "objectEncoding", "description");

  private final Application application;
  private final NetStreamCommands streams;
  private final ControlGroups groups;
  private final ServerSettings settings;

  NetConnectionCommands(
      Application application,
      NetStreamCommands streams,
      ControlGroups groups,
      ServerSettings settings) {
    this.application = application;
    this.streams = streams;
    this.groups = groups;
    this.settings = settings;
  }

  /** Carries out a command; stream says where it came and where it is answered. */
  void handle(ControlClient client, int stream, Command command) {
    switch (client.state()) {
      case FRESH -> {
        if (command.name().equals("connect")) {
          connect(client, command);
        } else if (command.transactionId() != 0 || command.name().equals("createStream")) {
          client.answer(stream, Statuses.callFailed(command.transactionId(), NOT_CONNECTED));
        }
      }
      case CONNECTED -> connected(client, stream, command);
      case CLOSING, GONE -> {}
    }
  }

  /** A call whose values cannot be read fails, if its number can (amf-lua section 5). */
  void unreadable(ControlClient client, int stream, Payload message) {
    byte[] bytes = message.bytes();
    int size = MessageHeader.SIZE;
    try {
      var head = CommandHead.read(MessageHeader.type(bytes, 0), bytes, size, bytes.length - size);
      if (head.transactionId() != 0 && client.isConnected()) {
        client.answer(
            stream, Statuses.callFailed(head.transactionId(), "The arguments cannot be read"));
      }
    } catch (MalformedException _) {
      // nothing of it can be read: there is nobody to answer
    }
  }

  private void connected(ControlClient client, int stream, Command command) {
    switch (command.name()) {
      case "connect" ->
          client.answer(
              stream,
              Payload.wrap(
                  Status.error(StatusCode.CONNECT_FAILED, "The client is already connected")
                      .toError(command.transactionId())));
      case "setPeerInfo" -> {
        client.reachableAt(PeerAddresses.of(command.values()));
        groups.reachable(client);
        client.post(new ToLoop.PeerAddresses(client.id(), client.peerAddresses()));
      }
      case "createStream" -> createStream(client, command);
      case "deleteStream" -> deleteStream(client, command);
      case "initStream" -> answerQuietly(client, stream, command, AmfNothing.UNDEFINED);
      case "_result" ->
          client.answered(command.transactionId(), new CallResult.Value(command.argument(0)));
      case "_error" ->
          client.answered(command.transactionId(), new CallResult.Failure(errorInfo(command)));
      case "onStatus", "close" -> {}
      default -> call(client, stream, command);
    }
  }

  private void connect(ControlClient client, Command command) {
    client.asked(ConnectInfo.of(command.commandObject()));
    switch (application.onConnection(client, command.arguments())) {
      case ConnectVerdict.Accept(Map<AmfString, AmfValue> properties) ->
          client.connected(success(client, command, properties));
      case ConnectVerdict.NoApplication(String text) ->
          client.close(Statuses.connectInvalidApp(command.transactionId(), text));
      case ConnectVerdict.Refuse(String text) ->
          client.close(
              Statuses.connectRejected(
                  command.transactionId(), text.isEmpty() ? "client rejected" : text));
    }
  }

  private static Payload success(
      ControlClient client, Command command, Map<AmfString, AmfValue> properties) {
    var extra = new LinkedHashMap<>(properties);
    OURS.forEach(name -> extra.remove(AmfString.of(name)));
    String description =
        properties
            .getOrDefault(AmfString.of("description"), AmfNothing.UNDEFINED)
            .textOr("Connection succeeded");
    return Payload.wrap(
        Replies.connectSuccess(
            command.transactionId(),
            description,
            client.connectInfo().objectEncoding(),
            extra,
            client.style(),
            AmfOptions.CLIENT,
            AmfProblems.NONE));
  }

  private void createStream(ControlClient client, Command command) {
    if (client.streamCount() >= settings.streamsPerClient()) {
      client.answer(0, Statuses.callFailed(command.transactionId(), "Too many streams"));
      return;
    }
    int id = client.newStream().id();
    client.post(
        new ToLoop.StreamCreated(
            client.id(), id, Payload.wrap(Replies.result(command.transactionId(), id))));
  }

  private void deleteStream(ControlClient client, Command command) {
    for (AmfValue value : command.values()) {
      if (value instanceof AmfNumber || value instanceof AmfInteger) {
        double id = value.numberOr(0);
        if (id == (int) id) {
          client.stream((int) id).ifPresent(stream -> streams.deleteStream(client, stream));
        }
        return;
      }
    }
  }

  private void call(ControlClient client, int stream, Command command) {
    client.answering(command.transactionId());
    CallAnswer answer = application.onCall(client, command.name(), command.arguments());
    client.answering(0);
    if (command.transactionId() == 0) {
      return;
    }
    double transactionId = command.transactionId();
    switch (answer) {
      case CallAnswer.None _ -> {}
      case CallAnswer.Value(AmfValue value) -> result(client, stream, transactionId, value);
      case CallAnswer.Failure(String text) ->
          client.answer(stream, Statuses.callFailed(transactionId, text));
      case CallAnswer.Unknown _ -> unknown(client, stream, command);
    }
  }

  /** Commands of old media servers' clients are answered quietly, all else is an error. */
  private void unknown(ControlClient client, int stream, Command command) {
    switch (command.name()) {
      case "releaseStream", "FCPublish", "FCUnpublish", "FCSubscribe" ->
          answerQuietly(client, stream, command, AmfNothing.UNDEFINED);
      case "getStreamLength" -> answerQuietly(client, stream, command, AmfValue.of(0));
      default ->
          client.answer(
              stream,
              Statuses.callFailed(
                  command.transactionId(), "Method '" + command.name() + "' not found"));
    }
  }

  private static void answerQuietly(
      ControlClient client, int stream, Command command, AmfValue value) {
    if (command.transactionId() != 0) {
      result(client, stream, command.transactionId(), value);
    }
  }

  private static void result(
      ControlClient client, int stream, double transactionId, AmfValue value) {
    client.answer(
        stream,
        Payload.wrap(
            Replies.result(
                transactionId, value, client.style(), AmfOptions.CLIENT, AmfProblems.NONE)));
  }

  /** The info object may stand in the place of the command object. */
  private static AmfValue errorInfo(Command command) {
    AmfValue first = command.argument(0);
    return first.isNothing() ? command.commandObject() : first;
  }
}
