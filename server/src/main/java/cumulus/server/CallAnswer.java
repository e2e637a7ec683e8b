package cumulus.server;

import cumulus.flash.amf.AmfValue;

/** What a method of the application answers. */
public sealed interface CallAnswer {
  /** Nothing is sent. */
  CallAnswer NONE = new None();

  /** There is no such method. */
  CallAnswer UNKNOWN = new Unknown();

  /** See {@link #NONE}. */
  record None() implements CallAnswer {}

  /** See {@link #UNKNOWN}. */
  record Unknown() implements CallAnswer {}

  /** The result. */
  record Value(AmfValue value) implements CallAnswer {}

  /** The method failed; the text is what the client is told. */
  record Failure(String text) implements CallAnswer {}
}
