package cumulus.flash.group;

import java.util.HexFormat;

/**
 * One option of a {@link Groupspec}: {@code length(VLU) type(1) value}. The names are those of the
 * options whose meaning is known; the others are kept as they are.
 */
public final class GroupOption {
  /** Members may route messages to each other. */
  public static final int ROUTING = 0x00;

  /** Members may publish multicast streams. */
  public static final int MULTICAST = 0x01;

  /** Members may replicate objects. */
  public static final int OBJECT_REPLICATION = 0x02;

  /** Members may post. */
  public static final int POSTING = 0x03;

  /** SHA-256 of a password for publishing or posting. */
  public static final int PASSWORD = 0x05;

  /** Behind the marker: IPv4 address and port of IP multicast, without a flag byte. */
  public static final int IP_MULTICAST = 0x0a;

  /** The server may send the members of the group to each other. */
  public static final int SERVER_CHANNEL = 0x0c;

  /** The group's name; a second one, of 32 bytes, makes the group unique. */
  public static final int NAME = 0x0e;

  /** Meaning unknown; the last option before the marker in every specifier seen. */
  public static final int UNKNOWN_LAST = 0x1b;

  /** Version of the specifier, one byte. */
  public static final int VERSION = 0x7f;

  private final int type;
  private final byte[] value;

  GroupOption(int type, byte[] value) {
    this.type = type;
    this.value = value;
  }

  public int type() {
    return type;
  }

  /** The value (a copy). */
  public byte[] value() {
    return value.clone();
  }

  int length() {
    return value.length;
  }

  @Override
  public String toString() {
    return "%02x:%s".formatted(type, HexFormat.of().formatHex(value));
  }
}
