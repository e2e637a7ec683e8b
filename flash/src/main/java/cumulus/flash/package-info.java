/**
 * What Flash says over flows: AMF0, AMF3, RTMP messages, user control, FLV. Pure functions on
 * bytes.
 */
@org.jspecify.annotations.NullMarked
package cumulus.flash;
