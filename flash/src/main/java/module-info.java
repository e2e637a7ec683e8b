/**
 * What Flash says over flows: AMF0, AMF3, RTMP messages, user control, FLV. Pure functions on
 * bytes.
 */
module cumulus.flash {
  requires static transitive org.jspecify;

  exports cumulus.flash;
  exports cumulus.flash.amf;
  exports cumulus.flash.flv;
  exports cumulus.flash.message;
}
