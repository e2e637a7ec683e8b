/**
 * What Flash says over flows: AMF0, AMF3, RTMP messages, user control, FLV, and what members of
 * NetGroups say. Pure functions on bytes.
 */
module cumulus.flash {
  requires static transitive org.jspecify;

  exports cumulus.flash;
  exports cumulus.flash.amf;
  exports cumulus.flash.flv;
  exports cumulus.flash.group;
  exports cumulus.flash.message;
}
