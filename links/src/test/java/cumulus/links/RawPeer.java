package cumulus.links;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.HexFormat;

/** A socket that says what it is told to, byte for byte. */
final class RawPeer implements AutoCloseable {
  /** A hello: RTMFP port 19351. */
  static final String HELLO = "00000005 0000 004b97";

  private static final int TIMEOUT_MILLIS = 20_000;

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;

  RawPeer(int port) throws IOException {
    this(new Socket(InetAddress.ofLiteral("127.0.0.1"), port));
  }

  RawPeer(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    in = new DataInputStream(socket.getInputStream());
    out = socket.getOutputStream();
  }

  RawPeer say(String hex) throws IOException {
    out.write(HexFormat.of().parseHex(hex.replaceAll("[^0-9a-f]", "")));
    return this;
  }

  RawPeer say(byte[] bytes) throws IOException {
    out.write(bytes);
    return this;
  }

  /** Waits for one frame; answers it with its length. */
  String hear() throws IOException {
    int length = in.readInt();
    return HexFormat.of().toHexDigits(length) + HexFormat.of().formatHex(in.readNBytes(length));
  }

  /** Waits for the end of the connection; answers what came before. */
  String rest() throws IOException {
    try {
      return HexFormat.of().formatHex(in.readAllBytes());
    } catch (SocketException reset) {
      return "";
    }
  }

  InputStream in() {
    return in;
  }

  int localPort() {
    return socket.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
