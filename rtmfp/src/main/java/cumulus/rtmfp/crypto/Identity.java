package cumulus.rtmfp.crypto;

import cumulus.rtmfp.ProtocolException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Our own certificate and the private keys that go with it (RFC 7425 section 4, Certificates), and
 * the key of its cookies, so that endpoints of one identity accept each other's. Immutable, so any
 * thread may use it.
 */
public final class Identity {
  private static final int RANDOM_LENGTH = 64;

  private final Certificate certificate;
  private final Map<DhGroup, DhKeyPair> staticKeys;
  private final byte[] cookieKey;

  private Identity(byte[] certificate, Map<DhGroup, DhKeyPair> staticKeys, RandomGenerator random) {
    try {
      this.certificate = Certificate.parse(certificate);
    } catch (ProtocolException e) {
      throw new IllegalStateException("our own certificate is well formed", e);
    }
    this.staticKeys = staticKeys;
    this.cookieKey = CookieJar.newKey(random);
  }

  /**
   * A server with ephemeral keys. Its certificate is always these 77 bytes, the only form that old
   * peers read.
   *
   * <pre> 01 0a | 41 0e random(64) | 02 15 02 | 02 15 05 | 02 15 0e </pre>
   */
  public static Identity server(RandomGenerator random) {
    byte[] unique = new byte[RANDOM_LENGTH];
    random.nextBytes(unique);
    var options =
        new Options.Builder()
            .add(Certificate.ANCILLARY_ACCEPTED)
            .add(Certificate.RANDOM, unique)
            .addVlu(Certificate.EPHEMERAL_GROUP, DhGroup.MODP_2.id())
            .addVlu(Certificate.EPHEMERAL_GROUP, DhGroup.MODP_5.id())
            .addVlu(Certificate.EPHEMERAL_GROUP, DhGroup.MODP_14.id());
    return new Identity(options.toBytes(), Map.of(), random);
  }

  /**
   * A client: a certificate with one static key, as Flash Player makes one for each NetConnection.
   * In group 2 it has always 132 bytes, because old servers read nothing else; so keys with a
   * leading zero are thrown away. Costs a modular exponentiation.
   *
   * <pre> 81 02 1d 02 public key(128) </pre>
   */
  public static Identity client(DhGroup group, RandomGenerator random) {
    DhKeyPair pair = DhKeyPair.generate(group, random);
    while (pair.publicKey().length != group.length()) {
      pair = DhKeyPair.generate(group, random);
    }
    return withStaticKeys(new Options.Builder(), List.of(pair), random);
  }

  /**
   * A server with static keys, which keeps its peer id as long as it keeps them. Costs a modular
   * exponentiation for each group.
   *
   * <pre> 01 0a | 1d group, public key ... </pre>
   */
  public static Identity staticServer(List<DhGroup> groups, RandomGenerator random) {
    if (groups.isEmpty()) {
      throw new IllegalArgumentException("a static certificate needs at least one group");
    }
    return withStaticKeys(
        new Options.Builder().add(Certificate.ANCILLARY_ACCEPTED),
        groups.stream().distinct().map(group -> DhKeyPair.generate(group, random)).toList(),
        random);
  }

  /** A client with a given key pair. */
  static Identity client(DhKeyPair pair, RandomGenerator random) {
    return withStaticKeys(new Options.Builder(), List.of(pair), random);
  }

  /** What the far end gets to see. */
  public Certificate certificate() {
    return certificate;
  }

  /** The private half of a static key; none if the certificate is ephemeral or lacks the group. */
  Optional<DhKeyPair> staticKey(DhGroup group) {
    return Optional.ofNullable(staticKeys.get(group));
  }

  /** See {@link CookieJar#CookieJar(byte[])}. Shared: not to be changed. */
  public byte[] cookieKey() {
    return cookieKey;
  }

  private static Identity withStaticKeys(
      Options.Builder options, List<DhKeyPair> pairs, RandomGenerator random) {
    Map<DhGroup, DhKeyPair> keys = new EnumMap<>(DhGroup.class);
    for (DhKeyPair pair : pairs) {
      keys.put(pair.group(), pair);
      options.addVlu(Certificate.STATIC_KEY, pair.group().id(), pair.publicKey());
    }
    return new Identity(options.toBytes(), keys, random);
  }
}
