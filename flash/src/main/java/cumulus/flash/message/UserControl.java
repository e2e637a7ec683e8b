package cumulus.flash.message;

import cumulus.flash.ByteWriter;
import cumulus.flash.MalformedException;
import java.util.Arrays;

/**
 * A user control message, type 4 (flash-profile section 3): {@code event(2) data}. All numbers of
 * the data are unsigned and have 32 bits. Messages too short for their event are malformed, further
 * bytes are passed over.
 */
public sealed interface UserControl {
  /** A stream begins: play, unpause, seek. */
  record StreamBegin(long streamId) implements UserControl {}

  /** Playback of a stream ended. */
  record StreamEof(long streamId) implements UserControl {}

  /** A stream has no data for now. */
  record StreamDry(long streamId) implements UserControl {}

  /** The client's NetStream.bufferTime; stream 0 is the connection. */
  record SetBufferLength(long streamId, long millis) implements UserControl {}

  /** The stream is a recording. */
  record StreamIsRecorded(long streamId) implements UserControl {}

  /** To be answered by a PingResponse with the same time; not used over RTMFP. */
  record PingRequest(long timestampMillis) implements UserControl {}

  /** The answer to a PingRequest. */
  record PingResponse(long timestampMillis) implements UserControl {}

  /** The server has sent all it has of a stream for now. */
  record BufferEmpty(long streamId) implements UserControl {}

  /** The server goes on sending a stream. */
  record BufferReady(long streamId) implements UserControl {}

  /** A barrier over flows: each of them is held until as many as count have come to it. */
  record FlowSync(long syncId, long count) implements UserControl {}

  /** How long to wait before a silent far end is asked for life: the server, and peers. */
  record SetKeepalive(long serverMillis, long peerMillis) implements UserControl {}

  /** An event this table does not have; it is passed over. */
  final class Unknown implements UserControl {
    private final int event;
    private final byte[] data;

    Unknown(int event, byte[] data) {
      this.event = event;
      this.data = data;
    }

    public int event() {
      return event;
    }

    public byte[] data() {
      return data.clone();
    }
  }

  /**
   * Reads a user control message.
   *
   * @param bytes an array with the payload, which is what follows the message header
   */
  static UserControl read(byte[] bytes, int offset, int length) throws MalformedException {
    Bytes.require(length, 2, "user control");
    int event = Bytes.u16(bytes, offset);
    return switch (event) {
      case 0 -> new StreamBegin(number(bytes, offset, length, 0));
      case 1 -> new StreamEof(number(bytes, offset, length, 0));
      case 2 -> new StreamDry(number(bytes, offset, length, 0));
      case 3 ->
          new SetBufferLength(number(bytes, offset, length, 0), number(bytes, offset, length, 1));
      case 4 -> new StreamIsRecorded(number(bytes, offset, length, 0));
      case 6 -> new PingRequest(number(bytes, offset, length, 0));
      case 7 -> new PingResponse(number(bytes, offset, length, 0));
      case 31 -> new BufferEmpty(number(bytes, offset, length, 0));
      case 32 -> new BufferReady(number(bytes, offset, length, 0));
      case 34 -> new FlowSync(number(bytes, offset, length, 0), number(bytes, offset, length, 1));
      case 41 ->
          new SetKeepalive(number(bytes, offset, length, 0), number(bytes, offset, length, 1));
      default -> new Unknown(event, Arrays.copyOfRange(bytes, offset + 2, offset + length));
    };
  }

  /** Writes the whole message with header, timestamp 0. */
  default void write(ByteWriter out) {
    MessageHeader.write(out, MessageType.USER_CONTROL, 0);
    switch (this) {
      case StreamBegin(long streamId) -> event(out, 0, streamId);
      case StreamEof(long streamId) -> event(out, 1, streamId);
      case StreamDry(long streamId) -> event(out, 2, streamId);
      case SetBufferLength(long streamId, long millis) -> event(out, 3, streamId, millis);
      case StreamIsRecorded(long streamId) -> event(out, 4, streamId);
      case PingRequest(long timestampMillis) -> event(out, 6, timestampMillis);
      case PingResponse(long timestampMillis) -> event(out, 7, timestampMillis);
      case BufferEmpty(long streamId) -> event(out, 31, streamId);
      case BufferReady(long streamId) -> event(out, 32, streamId);
      case FlowSync(long syncId, long count) -> event(out, 34, syncId, count);
      case SetKeepalive(long serverMillis, long peerMillis) ->
          event(out, 41, serverMillis, peerMillis);
      case Unknown unknown -> {
        event(out, unknown.event);
        out.bytes(unknown.data);
      }
    }
  }

  /** The whole message with header, timestamp 0. */
  default byte[] toByteArray() {
    var out = new ByteWriter(16);
    write(out);
    return out.toByteArray();
  }

  private static long number(byte[] bytes, int offset, int length, int index)
      throws MalformedException {
    Bytes.require(length, 6 + 4 * index, "user control");
    return Bytes.u32(bytes, offset + 2 + 4 * index);
  }

  private static void event(ByteWriter out, int event, long... numbers) {
    out.u16(event);
    for (long number : numbers) {
      out.u32(number);
    }
  }
}
