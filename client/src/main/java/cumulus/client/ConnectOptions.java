package cumulus.client;

import cumulus.flash.amf.AmfValue;
import cumulus.rtmfp.Address;
import java.time.Duration;
import java.util.List;

/**
 * How to connect.
 *
 * @param objectEncoding 0 (AMF0) or 3 (AMF3), as NetConnection.objectEncoding
 * @param dhGroup Diffie-Hellman group of the certificate: 2, 5 or 14; old servers understand only 2
 * @param flashVersion what the client calls itself
 * @param pageUrl address of the page that the client came from; empty for none
 * @param swfUrl address of the program; empty for none
 * @param arguments handed to the application behind the command object
 * @param localAddresses told to the server for peer introduction (setPeerInfo)
 * @param handshakeTime longest wait for a session
 * @param connectTime longest wait for the answer to the connect command
 * @param silenceTime a server that does not even answer pings for so long is given up
 * @param queueBytes media waiting on one stream towards the server; beyond it frames are dropped up
 *     to the next key frame
 */
public record ConnectOptions(
    int objectEncoding,
    int dhGroup,
    String flashVersion,
    String pageUrl,
    String swfUrl,
    List<AmfValue> arguments,
    List<Address> localAddresses,
    Duration handshakeTime,
    Duration connectTime,
    Duration silenceTime,
    long queueBytes) {
  /** Encoding 3, group 2, nothing else to tell. */
  public static final ConnectOptions DEFAULT =
      new ConnectOptions(
          3,
          2,
          "CUM 1,0,0,0",
          "",
          "",
          List.of(),
          List.of(),
          Duration.ofSeconds(15),
          Duration.ofSeconds(20),
          Duration.ofSeconds(20),
          8L << 20);

  public ConnectOptions {
    if (objectEncoding != 0 && objectEncoding != 3) {
      throw new IllegalArgumentException("objectEncoding must be 0 or 3: " + objectEncoding);
    }
    if (dhGroup != 2 && dhGroup != 5 && dhGroup != 14) {
      throw new IllegalArgumentException("dhGroup must be 2, 5 or 14: " + dhGroup);
    }
    if (!handshakeTime.isPositive() || !connectTime.isPositive() || !silenceTime.isPositive()) {
      throw new IllegalArgumentException("times must be positive");
    }
    if (queueBytes < 1) {
      throw new IllegalArgumentException("queueBytes must be positive: " + queueBytes);
    }
    arguments = List.copyOf(arguments);
    localAddresses = List.copyOf(localAddresses);
  }

  /** The same with another object encoding, 0 or 3. */
  public ConnectOptions withObjectEncoding(int encoding) {
    return new ConnectOptions(
        encoding,
        dhGroup,
        flashVersion,
        pageUrl,
        swfUrl,
        arguments,
        localAddresses,
        handshakeTime,
        connectTime,
        silenceTime,
        queueBytes);
  }

  /** The same with another Diffie-Hellman group: 2, 5 or 14. */
  public ConnectOptions withDhGroup(int group) {
    return new ConnectOptions(
        objectEncoding,
        group,
        flashVersion,
        pageUrl,
        swfUrl,
        arguments,
        localAddresses,
        handshakeTime,
        connectTime,
        silenceTime,
        queueBytes);
  }

  /** The same with arguments for the application. */
  public ConnectOptions withArguments(List<AmfValue> others) {
    return new ConnectOptions(
        objectEncoding,
        dhGroup,
        flashVersion,
        pageUrl,
        swfUrl,
        others,
        localAddresses,
        handshakeTime,
        connectTime,
        silenceTime,
        queueBytes);
  }

  /** The same with addresses to tell the server. */
  public ConnectOptions withLocalAddresses(List<Address> others) {
    return new ConnectOptions(
        objectEncoding,
        dhGroup,
        flashVersion,
        pageUrl,
        swfUrl,
        arguments,
        others,
        handshakeTime,
        connectTime,
        silenceTime,
        queueBytes);
  }

  /** The same with other times to wait. */
  public ConnectOptions withTimes(Duration handshake, Duration connect, Duration silence) {
    return new ConnectOptions(
        objectEncoding,
        dhGroup,
        flashVersion,
        pageUrl,
        swfUrl,
        arguments,
        localAddresses,
        handshake,
        connect,
        silence,
        queueBytes);
  }
}
