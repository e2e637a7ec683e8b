package cumulus.server;

import cumulus.flash.message.MediaTags;

/** What a video message is to a relay. */
enum VideoKind {
  /** Tells a decoder how to start. */
  CODEC_HEADER,
  /** A picture that needs no other. */
  KEY_FRAME,
  /** A picture that needs those before it. */
  INTER_FRAME,
  /** No picture: end of sequence, info, metadata, or empty. */
  OTHER;

  static VideoKind of(byte[] body) {
    if (MediaTags.isInterFrame(body, 0, body.length)) {
      return INTER_FRAME;
    }
    if (MediaTags.isKeyFrame(body, 0, body.length)) {
      return KEY_FRAME;
    }
    return MediaTags.isVideoCodecHeader(body, 0, body.length) ? CODEC_HEADER : OTHER;
  }
}
