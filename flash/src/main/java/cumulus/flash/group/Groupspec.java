package cumulus.flash.group;

import cumulus.flash.MalformedException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The text that names a NetGroup and gives the right to be in it (netgroup section 1.1). Whoever
 * has it can join, so it is a secret of the members: the server knows only the group's id.
 *
 * <pre> "G:" hexadecimal digits of: option* 00 option*      option = length(VLU) type(1) value
 * </pre>
 *
 * The options before the marker 00 make the group what it is: their text is what is hashed, digit
 * by digit as given. Those behind it are one member's own. Options of unknown meaning are kept.
 */
public final class Groupspec {
  /** Longest text accepted. */
  public static final int MAX_TEXT = 16_384;

  private static final String PREFIX = "G:";
  private static final int SALT_BYTES = 32;
  private static final int VERSION_2 = 2;
  private static final int IP_MULTICAST_BYTES = 6;

  private final String text;
  private final String hashedText;
  private final List<GroupOption> options;
  private final List<GroupOption> ownOptions;
  private final byte[] groupId;

  private Groupspec(
      String text, String hashedText, List<GroupOption> options, List<GroupOption> ownOptions) {
    this.text = text;
    this.hashedText = hashedText;
    this.options = options;
    this.ownOptions = ownOptions;
    byte[] once = Hashes.sha256(key());
    this.groupId = version() == VERSION_2 ? Hashes.sha256(once) : once;
  }

  /**
   * Reads a specifier.
   *
   * @throws IllegalArgumentException with what is wrong and what one looks like
   */
  public static Groupspec parse(String text) {
    if (!text.startsWith(PREFIX)) {
      throw new IllegalArgumentException("a groupspec begins with \"G:\"");
    }
    if (text.length() > MAX_TEXT) {
      throw new IllegalArgumentException(
          "a groupspec of " + text.length() + " characters, more than " + MAX_TEXT);
    }
    byte[] bytes;
    try {
      bytes = HexFormat.of().parseHex(text, PREFIX.length(), text.length());
    } catch (IllegalArgumentException _) {
      throw new IllegalArgumentException(
          "a groupspec is \"G:\" and pairs of hexadecimal digits: copy it as a whole");
    }
    var options = new ArrayList<GroupOption>();
    var ownOptions = new ArrayList<GroupOption>();
    try {
      var in = new GroupReader(bytes, 0, bytes.length);
      int canonical = readOptions(in, options);
      while (in.remaining() > 0) {
        readOptions(in, ownOptions);
      }
      if (options.isEmpty()) {
        throw new IllegalArgumentException("the groupspec names no group: it holds no option");
      }
      String hashed = text.substring(0, PREFIX.length() + 2 * canonical);
      return new Groupspec(text, hashed, List.copyOf(options), List.copyOf(ownOptions));
    } catch (MalformedException _) {
      throw new IllegalArgumentException("the groupspec is cut off: copy it as a whole");
    }
  }

  /** Begins a specifier of version 2 for a group of this name in which nothing is allowed yet. */
  public static GroupspecBuilder named(String name) {
    return new GroupspecBuilder(name);
  }

  /** Reads up to a marker or the end; answers where the last option ended. */
  private static int readOptions(GroupReader in, List<GroupOption> options)
      throws MalformedException {
    while (in.remaining() > 0) {
      int start = in.position();
      GroupReader option = in.option();
      if (option.remaining() == 0) {
        return start;
      }
      options.add(new GroupOption(option.u8(), option.bytes(option.remaining())));
    }
    return in.position();
  }

  /** The whole text. */
  public String text() {
    return text;
  }

  /** The part of the text that is hashed: up to the marker, without it. */
  public String hashedText() {
    return hashedText;
  }

  /** The options that make the group, in order. */
  public List<GroupOption> options() {
    return options;
  }

  /** The options behind the marker, in order. */
  public List<GroupOption> ownOptions() {
    return ownOptions;
  }

  /** 1 or 2: how often the text is hashed for the id. */
  public int version() {
    return has(
            GroupOption.VERSION, option -> option.length() == 1 && option.value()[0] == VERSION_2)
        ? VERSION_2
        : 1;
  }

  /** The group's id, 32 bytes (a copy): SHA-256 of the hashed text, for version 2 of that again. */
  public byte[] groupId() {
    return groupId.clone();
  }

  /** The group's name; empty if it has none. */
  public String name() {
    return options.stream()
        .filter(option -> option.type() == GroupOption.NAME)
        .findFirst()
        .map(option -> new String(option.value(), StandardCharsets.UTF_8))
        .orElse("");
  }

  /** True if the specifier holds a salt, so that equal names make different groups. */
  public boolean isUnique() {
    return options.stream()
        .filter(option -> option.type() == GroupOption.NAME)
        .skip(1)
        .anyMatch(option -> option.length() == SALT_BYTES);
  }

  /** True if members may route messages to each other. */
  public boolean isRoutingEnabled() {
    return has(GroupOption.ROUTING, option -> true);
  }

  /** True if members may publish multicast streams. */
  public boolean isMulticastEnabled() {
    return has(GroupOption.MULTICAST, option -> true);
  }

  /** True if members may replicate objects. */
  public boolean isObjectReplicationEnabled() {
    return has(GroupOption.OBJECT_REPLICATION, option -> true);
  }

  /** True if members may post. */
  public boolean isPostingEnabled() {
    return has(GroupOption.POSTING, option -> true);
  }

  /** True if the server may send the members to each other. */
  public boolean isServerChannelEnabled() {
    return has(GroupOption.SERVER_CHANNEL, option -> true);
  }

  /** True if publishing or posting needs a password; how members check it is not known. */
  public boolean hasPassword() {
    return has(GroupOption.PASSWORD, option -> true);
  }

  /** True if this is the password, or one of them. */
  public boolean isPassword(String password) {
    byte[] hash = Hashes.sha256(password.getBytes(StandardCharsets.UTF_8));
    return has(GroupOption.PASSWORD, option -> MessageDigest.isEqual(option.value(), hash));
  }

  /** Where the group uses IP multicast, if it does. */
  public Optional<PeerAddress> ipMulticastAddress() {
    for (GroupOption option : ownOptions) {
      if (option.type() == GroupOption.IP_MULTICAST && option.length() == IP_MULTICAST_BYTES) {
        try {
          var in = new GroupReader(option.value(), 0, IP_MULTICAST_BYTES);
          return Optional.of(PeerAddress.ipv4(PeerAddress.UNKNOWN, (int) in.u32(), in.u16()));
        } catch (MalformedException e) {
          throw new IllegalStateException(e);
        }
      }
    }
    return Optional.empty();
  }

  /**
   * What a member proves its knowledge of the specifier with (netgroup section 3.2): HMAC-SHA256 of
   * a nonce of the session under the hashed text. A member sends that of its far nonce, so the
   * receiver compares with that of its near nonce.
   */
  public byte[] proof(byte[] nonce) {
    return Hashes.hmacSha256(key(), nonce);
  }

  private byte[] key() {
    return hashedText.getBytes(StandardCharsets.US_ASCII);
  }

  private boolean has(int type, Predicate<GroupOption> condition) {
    return options.stream().anyMatch(option -> option.type() == type && condition.test(option));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Groupspec that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** The name and the id: not the secret. */
  @Override
  public String toString() {
    return "group \"" + name() + "\" " + HexFormat.of().formatHex(groupId);
  }
}
