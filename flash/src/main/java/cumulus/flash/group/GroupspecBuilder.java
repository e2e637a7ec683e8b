package cumulus.flash.group;

import cumulus.flash.ByteWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Makes a {@link Groupspec} with its options in the order that Flash writes them. Equal calls give
 * equal texts, so members that agree on them meet in one group.
 */
public final class GroupspecBuilder {
  private static final int SALT_BYTES = 32;
  private static final int MAX_NAME_BYTES = 1024;

  /**
   * Options without a value, in the order of the text; the first ones stand before the password.
   */
  private enum Flag {
    ROUTING(GroupOption.ROUTING),
    MULTICAST(GroupOption.MULTICAST),
    OBJECT_REPLICATION(GroupOption.OBJECT_REPLICATION),
    POSTING(GroupOption.POSTING),
    SERVER_CHANNEL(GroupOption.SERVER_CHANNEL);

    private final int type;

    Flag(int type) {
      this.type = type;
    }
  }

  private final byte[] name;
  private final Set<Flag> flags = EnumSet.noneOf(Flag.class);
  private final List<GroupOption> passwords = new ArrayList<>();
  private final List<GroupOption> salts = new ArrayList<>();
  private final List<GroupOption> others = new ArrayList<>();
  private final List<GroupOption> own = new ArrayList<>();
  private boolean isVersion2 = true;

  GroupspecBuilder(String name) {
    this.name = name.getBytes(StandardCharsets.UTF_8);
    if (this.name.length == 0 || this.name.length > MAX_NAME_BYTES) {
      throw new IllegalArgumentException(
          "a group's name has 1 to " + MAX_NAME_BYTES + " bytes, not " + this.name.length);
    }
  }

  /** Specifiers of version 1 have another id for the same text; version 2 is the default. */
  public GroupspecBuilder version1() {
    isVersion2 = false;
    return this;
  }

  /** Members may publish multicast streams. */
  public GroupspecBuilder multicast() {
    return flag(Flag.MULTICAST);
  }

  /** Members may post. */
  public GroupspecBuilder posting() {
    return flag(Flag.POSTING);
  }

  /** Members may route messages to each other. */
  public GroupspecBuilder routing() {
    return flag(Flag.ROUTING);
  }

  /** Members may replicate objects. */
  public GroupspecBuilder objectReplication() {
    return flag(Flag.OBJECT_REPLICATION);
  }

  /** The server may send the members to each other: without it they do not meet. */
  public GroupspecBuilder serverChannel() {
    return flag(Flag.SERVER_CHANNEL);
  }

  /** Publishing, or posting, needs a password; call once for each. */
  public GroupspecBuilder password(String password) {
    byte[] hash = Hashes.sha256(password.getBytes(StandardCharsets.UTF_8));
    passwords.add(new GroupOption(GroupOption.PASSWORD, hash));
    return this;
  }

  /** Makes the group another one than every other of its name. */
  public GroupspecBuilder unique(RandomGenerator random) {
    var salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    salts.clear();
    salts.add(new GroupOption(GroupOption.NAME, salt));
    return this;
  }

  /** An option that this class does not know; it becomes part of the group's id. */
  public GroupspecBuilder option(int type, byte[] value) {
    others.add(new GroupOption(checked(type), value.clone()));
    return this;
  }

  /** An option of this member's own; it is not part of the group's id. */
  public GroupspecBuilder ownOption(int type, byte[] value) {
    own.add(new GroupOption(checked(type), value.clone()));
    return this;
  }

  /** Members of one network may find each other by IP multicast there; IPv4 only. */
  public GroupspecBuilder ipMulticastAddress(PeerAddress address) {
    if (!address.isIpv4()) {
      throw new IllegalArgumentException("IP multicast of a group is IPv4");
    }
    var out = new ByteWriter();
    out.u32(address.low());
    out.u16(address.port());
    return ownOption(GroupOption.IP_MULTICAST, out.toByteArray());
  }

  /** The specifier. */
  public Groupspec build() {
    var out = new ByteWriter();
    if (isVersion2) {
      GroupReader.writeOption(out, GroupOption.VERSION, new byte[] {2});
    }
    for (Flag flag : flags) {
      if (flag != Flag.SERVER_CHANNEL) {
        GroupReader.writeOption(out, flag.type, new byte[0]);
      }
    }
    write(out, passwords);
    if (flags.contains(Flag.SERVER_CHANNEL)) {
      GroupReader.writeOption(out, GroupOption.SERVER_CHANNEL, new byte[0]);
    }
    write(out, others);
    GroupReader.writeOption(out, GroupOption.NAME, name);
    write(out, salts);
    GroupReader.writeOption(out, GroupOption.UNKNOWN_LAST, new byte[0]);
    out.u8(0);
    write(out, own);
    return Groupspec.parse("G:" + HexFormat.of().formatHex(out.toByteArray()));
  }

  private GroupspecBuilder flag(Flag flag) {
    flags.add(flag);
    return this;
  }

  private static int checked(int type) {
    if (type < 0 || type > 0x7f) {
      throw new IllegalArgumentException("option type " + type);
    }
    return type;
  }

  private static void write(ByteWriter out, List<GroupOption> options) {
    options.forEach(option -> GroupReader.writeOption(out, option.type(), option.value()));
  }
}
