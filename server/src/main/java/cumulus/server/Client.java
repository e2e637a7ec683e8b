package cumulus.server;

import cumulus.flash.amf.AmfStyle;
import cumulus.flash.amf.AmfValue;
import cumulus.rtmfp.Address;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A client as an application sees it; to be used on the application thread only. */
public interface Client {
  /** Number of the session, never used again. */
  long id();

  /** Fingerprint of its certificate, 32 bytes (a copy). */
  byte[] peerId();

  /** Where its packets come from. */
  Address address();

  /** Where it says that it can be reached. */
  List<Address> peerAddresses();

  /** What its connect command said. */
  ConnectInfo connectInfo();

  /** From its acceptance until just before {@link Application#onDisconnection}. */
  boolean isConnected();

  /** How values are written for it. */
  AmfStyle style();

  /** Calls a method of the client and wants no answer. */
  void invoke(String name, List<AmfValue> arguments);

  /** Calls a method of the client; the callback runs once, on the application thread. */
  void call(String name, List<AmfValue> arguments, Consumer<CallResult> callback);

  /** Sends {@code onStatus} on the connection, level "status". */
  void status(String code, String description);

  /** Ends the connection in order. */
  void close();

  /** Says why (an {@code onStatus} of level "error") and ends the connection in order. */
  void close(String code, String description);

  /** What the application keeps with the client. */
  Optional<Object> attachment();

  void attach(Object kept);
}
