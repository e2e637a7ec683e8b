package cumulus.flash.amf;

/** Which of the two formats a value of a message takes (amf-lua section 1). */
public enum AmfStyle {
  /**
   * Everything in AMF0, for clients of object encoding 0: arrays become strict arrays, arrays with
   * names ECMA arrays, a ByteArray a string, a Dictionary an object with its text keys; a reference
   * only where a cycle forces it.
   */
  AMF0_ONLY,
  /**
   * AMF0 for what has an AMF0 form; arrays, byte arrays, vectors, dictionaries, externalizable
   * objects and cyclic values in AMF3.
   */
  PREFER_AMF0,
  /** AMF3 for all but null, undefined, booleans and numbers that are no 29-bit integer. */
  PREFER_AMF3
}
