package cumulus.server;

/**
 * What a listener gets: media it has not muted, and whether it may read samples (flash-profile
 * section 6.4).
 */
public record Reception(
    boolean audio, boolean video, boolean audioSampleAccess, boolean videoSampleAccess) {
  /** What every subscription starts with. */
  public static final Reception DEFAULT = new Reception(true, true, false, false);

  Reception withMedia(boolean newAudio, boolean newVideo) {
    return new Reception(newAudio, newVideo, audioSampleAccess, videoSampleAccess);
  }

  boolean sameAccess(Reception other) {
    return audioSampleAccess == other.audioSampleAccess
        && videoSampleAccess == other.videoSampleAccess;
  }
}
