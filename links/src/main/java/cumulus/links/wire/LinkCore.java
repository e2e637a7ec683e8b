package cumulus.links.wire;

import cumulus.flash.ByteWriter;
import cumulus.flash.MalformedException;
import cumulus.flash.amf.AmfString;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One end of a link as a state machine: what is to be said first, and what each frame of the far
 * end means (multi-server section 4). With a secret, nothing of the hello is said or accepted
 * before the far end has proved that it knows it.
 */
public final class LinkCore {
  private static final String SAME_SECRET = "set the same servers.secret on both servers, or none";

  private final Role role;
  private final Hello hello;
  private final LinkSender sender = new LinkSender();
  private final List<AmfString> names = new ArrayList<>();
  private final Set<AmfString> known = new HashSet<>();
  private State state;

  /** What is waited for. */
  private sealed interface State {
    record Nonce(Secret secret, byte[] nearNonce) implements State {}

    record Proof(byte[] expected) implements State {}

    record FarHello(boolean isProven) implements State {}

    record Linked() implements State {}
  }

  /**
   * An end.
   *
   * @param hello what this end says
   * @param secret none: links are open to everybody, as the original's
   * @param nonce {@link Secret#NONCE_BYTES} random bytes, new for each link
   */
  public LinkCore(Role role, Hello hello, Optional<Secret> secret, byte[] nonce) {
    this.role = role;
    this.hello = hello;
    this.state =
        secret.<State>map(key -> new State.Nonce(key, nonce)).orElse(new State.FarHello(false));
  }

  /** What is to be sent as soon as the connection stands. */
  public List<Frame> start() {
    return switch (state) {
      case State.Nonce(Secret _, byte[] nearNonce) -> List.of(sender.auth(nearNonce));
      case State.Proof _, State.FarHello _, State.Linked _ -> List.of(sender.hello(hello));
    };
  }

  /** Bytes that the payload of the next frame may have. */
  public int maxPayload(int maxFrame) {
    return switch (state) {
      case State.Nonce _, State.Proof _ -> WireLimits.UNPROVEN_BYTES;
      case State.FarHello _ -> Math.min(maxFrame, WireLimits.HELLO_BYTES);
      case State.Linked _ -> maxFrame;
    };
  }

  /** Makes frames; once the link is established it may be given to another thread. */
  public LinkSender sender() {
    return sender;
  }

  /**
   * Takes one frame.
   *
   * @param payload what follows the length; handed over
   * @throws LinkException when the link must be closed
   */
  public Received receive(byte[] payload) throws LinkException {
    var in = new Parts(payload);
    try {
      int length = in.u8();
      if (length > 0) {
        return named(remember(in.bytes(length)), in, payload);
      }
      int number = in.number();
      if (number == 0) {
        return hello(Hello.read(in));
      }
      if (number > names.size()) {
        throw new MalformedException(
            "handler number " + number + " where " + names.size() + " names have come");
      }
      return named(names.get(number - 1), in, payload);
    } catch (MalformedException e) {
      if (state instanceof State.Linked) {
        return new Received.Damaged(e.reason());
      }
      throw new LinkException(
          "it sent no hello but something else ("
              + e.reason()
              + "): is it a server like this one?");
    }
  }

  private AmfString remember(AmfString name) throws LinkException {
    if (known.add(name)) {
      if (names.size() >= WireLimits.NAMES) {
        throw new LinkException(
            "it sent more than "
                + WireLimits.NAMES
                + " different handler names: they are remembered, so put what changes into the"
                + " arguments");
      }
      names.add(name);
    }
    return name;
  }

  private Received hello(Hello far) throws LinkException {
    return switch (state) {
      case State.Nonce _, State.Proof _ ->
          throw new LinkException("it sent its hello without proof of the secret: " + SAME_SECRET);
      case State.FarHello _ -> {
        state = new State.Linked();
        yield new Received.Linked(far);
      }
      case State.Linked _ -> new Received.Renewed(far);
    };
  }

  private Received named(AmfString name, Parts in, byte[] payload)
      throws LinkException, MalformedException {
    return switch (state) {
      case State.Nonce(Secret secret, byte[] nearNonce) ->
          nonce(secret, nearNonce, auth(name, in, payload));
      case State.Proof(byte[] expected) -> proof(expected, auth(name, in, payload));
      case State.FarHello(boolean isProven) -> {
        if (!isProven && name.equals(LinkSender.AUTH)) {
          throw new LinkException("it asks for a secret and none is set here: " + SAME_SECRET);
        }
        yield new Received.TooEarly();
      }
      case State.Linked _ ->
          name.equals(LinkSender.APPLICATIONS)
              ? applications(in)
              : new Received.Call(name, payload, in.position());
    };
  }

  private static byte[] auth(AmfString name, Parts in, byte[] payload)
      throws LinkException, MalformedException {
    if (!name.equals(LinkSender.AUTH)) {
      throw new LinkException("it did not prove the secret: " + SAME_SECRET);
    }
    var out = new ByteWriter();
    in.bytes(payload.length - in.position()).writeTo(out);
    return out.toByteArray();
  }

  private Received nonce(Secret secret, byte[] nearNonce, byte[] farNonce) throws LinkException {
    if (farNonce.length != Secret.NONCE_BYTES) {
      throw new LinkException("its nonce has " + farNonce.length + " bytes, not 32");
    }
    state = new State.Proof(secret.proof(role.other(), nearNonce, farNonce));
    return new Received.Answer(List.of(sender.auth(secret.proof(role, farNonce, nearNonce))));
  }

  private Received proof(byte[] expected, byte[] answer) throws LinkException {
    if (!MessageDigest.isEqual(expected, answer)) {
      throw new LinkException("its secret is not ours: " + SAME_SECRET);
    }
    state = new State.FarHello(true);
    return new Received.Answer(List.of(sender.hello(hello)));
  }

  private static Received applications(Parts in) throws MalformedException {
    var paths = new ArrayList<String>();
    while (in.hasMore()) {
      if (paths.size() >= WireLimits.PATHS) {
        throw new MalformedException("more than " + WireLimits.PATHS + " applications at once");
      }
      paths.add(in.text().toString());
    }
    return new Received.Applications(List.copyOf(paths));
  }
}
