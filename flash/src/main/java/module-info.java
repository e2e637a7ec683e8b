/**
 * What Flash says over flows: AMF0, AMF3, RTMP messages, user control, FLV. Pure functions on
 * bytes.
 */
module cumulus.flash {
  requires static org.jspecify;

  exports cumulus.flash;
}
