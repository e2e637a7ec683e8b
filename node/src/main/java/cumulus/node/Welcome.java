package cumulus.node;

import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Tells somebody new what listens where, and what to try next. */
final class Welcome {
  private final Config config;
  private final int port;
  private final boolean isDemo;

  Welcome(Config config, int port, boolean isDemo) {
    this.config = config;
    this.port = port;
    this.isDemo = isDemo;
  }

  void print(PrintStream out) {
    String application = Demo.application(config);
    String base = base() + "/" + (application.isEmpty() ? "" : application + "/");
    out.println("Cumulus " + Version.text() + " listens on " + place(config, port) + ".");
    out.println("Logs are in " + config.logs().directory() + ".");
    out.println();
    out.println("Try in another terminal:");
    if (isDemo) {
      out.println("  ./cumulus play " + base + Demo.STREAM + " -o demo.flv");
    } else {
      out.println("  ./cumulus publish FILE.flv " + base + "concert");
      out.println("  ./cumulus play " + base + "concert -o recorded.flv");
      out.println("No film at hand? Start the server with ./cumulus --demo");
    }
    out.println("Ctrl-C stops the server.");
    out.flush();
  }

  static String place(Config config, InetSocketAddress address) {
    return place(config, address.getPort());
  }

  /** A host at which the server is reached from this machine. */
  static String host(Config config) {
    return config
        .host()
        .filter(host -> !host.isAnyLocalAddress())
        .map(InetAddress::getHostAddress)
        .orElse("127.0.0.1");
  }

  private static String place(Config config, int port) {
    return "UDP port "
        + port
        + config
            .host()
            .map(host -> " of " + host.getHostAddress())
            .orElse(" of every address, IPv4 and IPv6");
  }

  private String base() {
    String host = config.host().isPresent() ? host(config) : "localhost";
    return "rtmfp://"
        + (host.indexOf(':') >= 0 ? "[" + host + "]" : host)
        + (port == 1935 ? "" : ":" + port);
  }
}
