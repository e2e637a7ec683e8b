package cumulus.links.wire;

import java.util.Map;
import java.util.Optional;

/** Ends of links for tests. */
final class TestLinks {
  static final Hello HELLO = new Hello("", 1935, Map.of());

  private TestLinks() {}

  /** An acceptor without a secret. */
  static LinkCore fresh() {
    return new LinkCore(Role.ACCEPTOR, HELLO, Optional.empty(), new byte[Secret.NONCE_BYTES]);
  }

  /** One that has heard a hello. */
  static LinkCore linked() throws LinkException {
    LinkCore core = fresh();
    core.receive(Bytes.payload(new LinkSender().hello(HELLO)));
    return core;
  }
}
