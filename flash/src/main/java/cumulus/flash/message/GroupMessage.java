package cumulus.flash.message;

import cumulus.flash.ByteWriter;
import cumulus.flash.MalformedException;
import java.util.Arrays;

/**
 * A message on the flow of a NetGroup between client and server (netgroup section 2). It has a type
 * byte but no timestamp.
 *
 * <pre> 01 length(VLU) kind(1) identity     0b peerId(32) </pre>
 */
public final class GroupMessage {
  /** Bytes of a group id and of a peer id. */
  public static final int ID_BYTES = 32;

  private static final int BINARY_ID = 0x15;
  private static final int GROUPSPEC_TEXT = 0x10;

  private final Kind kind;
  private final byte[] identity;

  /** What the identity in the message is. */
  public enum Kind {
    /** A client joins the group of this 32-byte id. */
    JOIN,
    /** A client joins the group whose id is the SHA-256 of this text; old Flash. */
    JOIN_BY_TEXT,
    /** The server names a member by its 32-byte peer id. */
    MEMBER
  }

  private GroupMessage(Kind kind, byte[] identity) {
    this.kind = kind;
    this.identity = identity;
  }

  public Kind kind() {
    return kind;
  }

  public byte[] identity() {
    return identity.clone();
  }

  public static GroupMessage join(byte[] groupId) {
    return new GroupMessage(Kind.JOIN, id(groupId));
  }

  public static GroupMessage member(byte[] peerId) {
    return new GroupMessage(Kind.MEMBER, id(peerId));
  }

  /** Reads a whole message, its type byte included. */
  public static GroupMessage read(byte[] bytes, int offset, int length) throws MalformedException {
    Bytes.require(length, 1, "group message");
    return switch (bytes[offset]) {
      case MessageType.GROUP_JOIN -> readJoin(bytes, offset + 1, offset + length);
      case MessageType.GROUP_MEMBER -> {
        Bytes.require(length, 1 + ID_BYTES, "group member");
        yield member(Arrays.copyOfRange(bytes, offset + 1, offset + 1 + ID_BYTES));
      }
      default -> throw new MalformedException("group message of type " + bytes[offset]);
    };
  }

  private static GroupMessage readJoin(byte[] bytes, int start, int end) throws MalformedException {
    int position = start;
    int size = 0;
    boolean more = true;
    while (more) {
      Bytes.require(end - position, 1, "group join");
      size = size << 7 | (bytes[position] & 0x7f);
      more = bytes[position++] < 0;
      if (size > end - start) {
        throw new MalformedException("group join of size " + size);
      }
    }
    Bytes.require(end - position, Math.max(1, size), "group join");
    int kind = bytes[position];
    var identity = Arrays.copyOfRange(bytes, position + 1, Math.max(position + 1, position + size));
    if (kind == GROUPSPEC_TEXT) {
      return new GroupMessage(Kind.JOIN_BY_TEXT, identity);
    }
    // Any other kind is read as the original server does: the id follows.
    Bytes.require(identity.length, ID_BYTES, "group id");
    return join(Arrays.copyOf(identity, ID_BYTES));
  }

  /** The whole message, its type byte included. */
  public byte[] toByteArray() {
    var out = new ByteWriter(identity.length + 8);
    switch (kind) {
      case MEMBER -> out.u8(MessageType.GROUP_MEMBER);
      case JOIN -> joinHead(out, BINARY_ID);
      case JOIN_BY_TEXT -> joinHead(out, GROUPSPEC_TEXT);
    }
    out.bytes(identity);
    return out.toByteArray();
  }

  private void joinHead(ByteWriter out, int idKind) {
    out.u8(MessageType.GROUP_JOIN);
    int size = identity.length + 1;
    for (int shift = 28; shift > 0; shift -= 7) {
      if (size >> shift != 0) {
        out.u8(size >> shift | 0x80);
      }
    }
    out.u8(size & 0x7f);
    out.u8(idKind);
  }

  private static byte[] id(byte[] id) {
    if (id.length != ID_BYTES) {
      throw new IllegalArgumentException("id of " + id.length + " bytes");
    }
    return id.clone();
  }
}
