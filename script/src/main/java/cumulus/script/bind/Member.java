package cumulus.script.bind;

/**
 * A documented name of an object.
 *
 * @param <T> the Java object behind the Lua table
 * @param kind how a script uses it
 * @param read what reading a property, or calling a method, does
 * @param write what assigning a {@link Kind#SETTING} does
 */
record Member<T>(String name, Kind kind, Body<T> read, Body<T> write) {
  /** How scripts use a name. */
  enum Kind {
    /** A read-only property that never changes: asked for once. */
    CONSTANT,
    /** A read-only property. */
    PROPERTY,
    /** A property that can be assigned. */
    SETTING,
    /** A function called with a colon. */
    METHOD,
    /** A method that gives an iterator over a snapshot, which its body pushes as a table. */
    PAIRS,
    /** The same, over an array. */
    IPAIRS,
    /** A function that scripts assign and the server calls. */
    EVENT
  }
}
