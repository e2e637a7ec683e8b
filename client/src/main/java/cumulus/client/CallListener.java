package cumulus.client;

import cumulus.flash.amf.AmfValue;

/** Takes the answer to a call: exactly one of the two methods is called, once. */
public interface CallListener {
  /** The method's result; undefined if it has none. */
  void onResult(AmfValue result);

  /** The server could not carry the call out, or the connection ended first. */
  void onError(NetStatus status);
}
