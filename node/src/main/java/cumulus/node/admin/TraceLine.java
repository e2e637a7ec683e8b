package cumulus.node.admin;

import cumulus.flash.message.FlowMetadata;
import cumulus.rtmfp.trace.TraceEvent;
import cumulus.server.DomainEvent;
import java.time.Instant;
import java.util.HexFormat;
import tools.jackson.databind.node.ObjectNode;

/** A trace record as one line of JSON: time, client, session or address, event, its components. */
final class TraceLine {
  private TraceLine() {}

  static String of(TraceRecord record, Instant at) {
    ObjectNode line = Json.MAPPER.createObjectNode();
    line.put("time", at.toString());
    record.client().ifPresent(client -> line.put("client", ClientNumber.text(client)));
    if (record.session() != 0) {
      line.put("session", HexFormat.of().toHexDigits(record.session()));
    }
    record.address().ifPresent(address -> line.put("address", address.toString()));
    Object event = record.event();
    line.put("event", event.getClass().getSimpleName());
    line.setAll((ObjectNode) Json.MAPPER.valueToTree(details(event)));
    if (event instanceof TraceEvent.SessionClosed closed) {
      line.put("cause", closed.cause().getClass().getSimpleName());
    } else if (event instanceof TraceEvent.SessionOpened opened) {
      line.put("farId", HexFormat.of().toHexDigits(opened.farId()));
    } else if (event instanceof TraceEvent.FlowOpened opened) {
      byte[] metadata = opened.metadata();
      line.put("purpose", FlowMetadata.read(metadata, 0, metadata.length).toString());
    }
    return line + "\n";
  }

  private static Object details(Object event) {
    return switch (event) {
      case TraceEvent.SessionClosed closed -> closed.cause();
      case DomainEvent.CommandReceived command ->
          MessageText.of(command.stream(), command.message());
      case DomainEvent.MessageSent sent -> MessageText.of(sent.stream(), sent.message());
      default -> event;
    };
  }
}
