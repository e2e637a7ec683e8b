package cumulus.server;

import cumulus.flash.amf.AmfStyle;
import cumulus.flash.amf.AmfValue;
import cumulus.rtmfp.Address;
import cumulus.rtmfp.Payload;
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

  /** Opens a further flow for messages to the client; names it, from 1. */
  int openWriter();

  /**
   * Writes a message with its head on a flow of {@link #openWriter}, or on that of the connection.
   *
   * @param writer 0 for the connection's own flow
   * @param isReliable false: what gets lost of it is not sent again
   */
  void write(int writer, Payload message, boolean isReliable);

  /** Ends a flow of {@link #openWriter} when everything on it has arrived. */
  void closeWriter(int writer);

  /** Transaction id of the method call that is being answered, 0 outside of one. */
  double transactionId();

  /** How the client is reached. */
  ClientFigures figures();

  /** Ends the connection in order. */
  void close();

  /** Says why (an {@code onStatus} of level "error") and ends the connection in order. */
  void close(String code, String description);

  /** What the application keeps with the client. */
  Optional<Object> attachment();

  void attach(Object kept);
}
