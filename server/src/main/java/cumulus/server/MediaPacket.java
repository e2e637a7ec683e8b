package cumulus.server;

import cumulus.rtmfp.Payload;

/**
 * A message of a publication.
 *
 * @param type AUDIO, VIDEO or DATA of {@link cumulus.flash.message.MessageType}
 * @param timestampMillis of the publisher, modulo 2^32
 * @param body the FLV tag body; of data the AMF0 values as sent, the name of the handler first
 */
public record MediaPacket(int type, int timestampMillis, Payload body) {}
