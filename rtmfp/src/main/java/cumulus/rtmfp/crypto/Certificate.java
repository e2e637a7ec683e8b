package cumulus.rtmfp.crypto;

import cumulus.rtmfp.ProtocolException;
import cumulus.rtmfp.trace.DropReason;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who an endpoint is (RFC 7425 section 4, Certificates): an option sequence. Its canonical section,
 * the options before the first Marker, says what counts; options behind it and unknown ones are
 * ignored.
 *
 * <pre>
 * 00 hostname                   at most one
 * 0a (empty)                    takes any ancillary data: a server
 * 0e random bytes               makes an ephemeral certificate unique
 * 15 VLU group                  takes ephemeral keys of this group
 * 1d VLU group, public key      static key, one for a group
 * </pre>
 *
 * Either all keys are ephemeral ({@code 15}) or all are static ({@code 1d}). Arrays are shared, not
 * to be changed.
 */
public final class Certificate {
  static final int HOSTNAME = 0x00;
  static final int ANCILLARY_ACCEPTED = 0x0a;
  static final int RANDOM = 0x0e;
  static final int EPHEMERAL_GROUP = 0x15;
  static final int STATIC_KEY = 0x1d;

  private final byte[] encoded;
  private final byte[] fingerprint;
  private final byte[] digest;
  private final boolean acceptsAncillary;
  private final @Nullable String hostname;
  private final List<DhGroup> groups;
  private final Map<DhGroup, byte[]> staticKeys;
  private final boolean isStatic;

  private Certificate(byte[] encoded) throws ProtocolException {
    this.encoded = encoded;
    Map<DhGroup, byte[]> keys = new LinkedHashMap<>();
    Set<DhGroup> ephemeral = new LinkedHashSet<>();
    boolean ancillary = false;
    @Nullable String host = null;
    boolean anyStatic = false;
    boolean anyEphemeral = false;
    int canonicalEnd = encoded.length;
    boolean canonical = true;
    var options = new Options(encoded, 0, encoded.length, DropReason.CERTIFICATE);
    while (options.next()) {
      if (canonical && options.type() == Options.MARKER) {
        canonical = false;
        canonicalEnd = options.start();
      }
      switch (canonical ? options.type() : Options.MARKER) {
        case HOSTNAME -> {
          require(host == null);
          host = new String(options.value(), StandardCharsets.UTF_8);
        }
        case ANCILLARY_ACCEPTED -> ancillary = true;
        case EPHEMERAL_GROUP -> {
          anyEphemeral = true;
          DhGroup.byId(options.takeVlu()).ifPresent(ephemeral::add);
        }
        case STATIC_KEY -> {
          anyStatic = true;
          Optional<DhGroup> group = DhGroup.byId(options.takeVlu());
          require(group.isEmpty() || keys.put(group.get(), options.value()) == null);
        }
        default -> {}
      }
    }
    require(anyStatic != anyEphemeral);
    this.fingerprint = sha256(encoded, canonicalEnd);
    this.digest = canonicalEnd == encoded.length ? fingerprint : digest(encoded);
    this.acceptsAncillary = ancillary;
    this.hostname = host;
    this.isStatic = anyStatic;
    this.staticKeys = keys;
    this.groups = List.copyOf(anyStatic ? keys.keySet() : ephemeral);
  }

  /**
   * Reads a certificate.
   *
   * @throws ProtocolException when an option does not fit, hostname or the key of a group is given
   *     twice, or keys are both static and ephemeral, or neither
   */
  public static Certificate parse(byte[] encoded) throws ProtocolException {
    return new Certificate(encoded.clone());
  }

  /**
   * The order that decides glare: bytewise unsigned, a beginning of the other comes first (RFC 7425
   * section 4, glare resolution).
   */
  public static int compare(byte[] a, byte[] b) {
    return Arrays.compareUnsigned(a, b);
  }

  /** The bytes as they were read, what stands behind the canonical section included. */
  public byte[] encoded() {
    return encoded;
  }

  /** SHA-256 of the canonical section, 32 bytes: the peer id. */
  public byte[] fingerprint() {
    return fingerprint;
  }

  /** SHA-256 of all bytes, 32 bytes: what to keep of a certificate to know it again. */
  public byte[] digest() {
    return digest;
  }

  /** The {@link #digest} of a certificate that was not read. */
  public static byte[] digest(byte[] encoded) {
    return sha256(encoded, encoded.length);
  }

  /** True if public keys are in here; else each session brings its own. */
  public boolean isStatic() {
    return isStatic;
  }

  /** The static public key of a group, leading zeros as sent; not checked for its range. */
  public Optional<byte[]> staticKey(DhGroup group) {
    return Optional.ofNullable(staticKeys.get(group));
  }

  /** True if a session with keys of this group is possible. */
  public boolean supports(DhGroup group) {
    return groups.contains(group);
  }

  /** The groups listed that we know too, in the order of the certificate; may be empty. */
  public List<DhGroup> groups() {
    return groups;
  }

  /** True if discriminators with any ancillary data select this certificate: it is a server's. */
  public boolean acceptsAncillary() {
    return acceptsAncillary;
  }

  /** The host name, if it has one. */
  public Optional<String> hostname() {
    return Optional.ofNullable(hostname);
  }

  /**
   * True if {@code wanted} selects this certificate (RFC 7425 section 4, certificate selection). A
   * fingerprint decides alone. Without one, a host name must be equal and ancillary data be
   * accepted, and at least one of the two be asked for.
   */
  public boolean isSelectedBy(EndpointDiscriminator wanted) {
    Optional<byte[]> peerId = wanted.fingerprint();
    if (peerId.isPresent()) {
      return Arrays.equals(peerId.get(), fingerprint);
    }
    Optional<String> host = wanted.hostname();
    boolean hasAncillary = wanted.ancillary().isPresent();
    return (host.isPresent() || hasAncillary)
        && (host.isEmpty() || host.equals(hostname()))
        && (!hasAncillary || acceptsAncillary);
  }

  /** Certificates are equal when all their bytes are. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Certificate that && Arrays.equals(encoded, that.encoded);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(encoded);
  }

  private static void require(boolean holds) throws ProtocolException {
    if (!holds) {
      throw new ProtocolException(DropReason.CERTIFICATE);
    }
  }

  private static byte[] sha256(byte[] bytes, int end) {
    MessageDigest digest = Hmac.sha256();
    digest.update(bytes, 0, end);
    return digest.digest();
  }
}
