/**
 * AMF0 and AMF3: the values Flash exchanges, read from bytes and written to bytes (flash-profile
 * section 8).
 */
@org.jspecify.annotations.NullMarked
package cumulus.flash.amf;
