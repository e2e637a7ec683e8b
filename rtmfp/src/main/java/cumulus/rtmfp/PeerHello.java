package cumulus.rtmfp;

/**
 * A hello that names a peer other than its receiver, who may introduce the two (RFC 7016 section
 * 3.5.1.4). Arrays are shared, not to be changed.
 *
 * @param from where it came from, unproven
 * @param peerId fingerprint of the peer that is looked for, 32 bytes
 * @param discriminator the endpoint discriminator as it was sent, {@code peerId} among it
 * @param tag names the attempt: equal in all repetitions, echoed in every answer
 */
public record PeerHello(Address from, byte[] peerId, byte[] discriminator, byte[] tag) {}
