/** FLV files: the tags of recordings, read from a stream of bytes and written to one. */
@org.jspecify.annotations.NullMarked
package cumulus.flash.flv;
