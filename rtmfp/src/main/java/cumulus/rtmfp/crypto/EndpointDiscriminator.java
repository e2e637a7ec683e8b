package cumulus.rtmfp.crypto;

import cumulus.rtmfp.ProtocolException;
import cumulus.rtmfp.trace.DropReason;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whom an IHello wants to reach (RFC 7425 section 4, Endpoint Discriminators): an option sequence.
 *
 * <pre>
 * 00 required host name
 * 0a ancillary data: the server's URL, UTF-8
 * 0f fingerprint (32): the peer id
 * </pre>
 *
 * Arrays are shared, not to be changed.
 */
public final class EndpointDiscriminator {
  /** Bytes of a fingerprint. */
  public static final int FINGERPRINT_LENGTH = 32;

  private static final int HOSTNAME = 0x00;
  private static final int ANCILLARY = 0x0a;
  private static final int FINGERPRINT = 0x0f;

  private final byte[] encoded;
  private @Nullable String hostname;
  private @Nullable String ancillary;
  private byte @Nullable [] fingerprint;

  private EndpointDiscriminator(byte[] encoded) {
    this.encoded = encoded;
  }

  /**
   * Reads a discriminator. Unknown options are ignored.
   *
   * @throws ProtocolException when an option does not fit or is given twice, or a fingerprint does
   *     not have 32 bytes
   */
  public static EndpointDiscriminator parse(byte[] encoded) throws ProtocolException {
    var parsed = new EndpointDiscriminator(encoded.clone());
    var options = new Options(encoded, 0, encoded.length, DropReason.DISCRIMINATOR);
    while (options.next()) {
      switch (options.type()) {
        case HOSTNAME -> {
          require(parsed.hostname == null);
          parsed.hostname = new String(options.value(), StandardCharsets.UTF_8);
        }
        case ANCILLARY -> {
          require(parsed.ancillary == null);
          parsed.ancillary = new String(options.value(), StandardCharsets.UTF_8);
        }
        case FINGERPRINT -> {
          byte[] value = options.value();
          require(parsed.fingerprint == null && value.length == FINGERPRINT_LENGTH);
          parsed.fingerprint = value;
        }
        default -> {}
      }
    }
    return parsed;
  }

  /** For a server: its URL as ancillary data, as Flash Player sends it. */
  public static EndpointDiscriminator forUrl(String url) {
    byte[] bytes = url.getBytes(StandardCharsets.UTF_8);
    var made = new EndpointDiscriminator(new Options.Builder().add(ANCILLARY, bytes).toBytes());
    made.ancillary = url;
    return made;
  }

  /**
   * For a peer: the canonical discriminator, 34 bytes.
   *
   * @throws IllegalArgumentException unless {@code fingerprint} has 32 bytes
   */
  public static EndpointDiscriminator forPeer(byte[] fingerprint) {
    if (fingerprint.length != FINGERPRINT_LENGTH) {
      throw new IllegalArgumentException("a peer id has 32 bytes, not " + fingerprint.length);
    }
    byte[] encoded = new Options.Builder().add(FINGERPRINT, fingerprint).toBytes();
    var made = new EndpointDiscriminator(encoded);
    made.fingerprint = fingerprint.clone();
    return made;
  }

  /** The bytes as read or made. */
  public byte[] encoded() {
    return encoded;
  }

  /** The URL; old peers send only the application's name. */
  public Optional<String> ancillary() {
    return Optional.ofNullable(ancillary);
  }

  /** The peer id that is looked for, 32 bytes. */
  public Optional<byte[]> fingerprint() {
    return Optional.ofNullable(fingerprint);
  }

  /** The host name that the certificate must have. */
  public Optional<String> hostname() {
    return Optional.ofNullable(hostname);
  }

  private static void require(boolean holds) throws ProtocolException {
    if (!holds) {
      throw new ProtocolException(DropReason.DISCRIMINATOR);
    }
  }
}
