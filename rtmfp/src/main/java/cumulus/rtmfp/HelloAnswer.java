package cumulus.rtmfp;

import java.util.List;

/** What an initiator's hello is answered. */
public sealed interface HelloAnswer {
  /** Go on with the handshake here. */
  HelloAnswer ACCEPT = new Accept();

  /** Stay silent. */
  HelloAnswer IGNORE = new Ignore();

  /** Somebody has to be asked first; {@link Endpoint#answerHello} follows, or nothing. */
  HelloAnswer LATER = new Later();

  /** See {@link #ACCEPT}. */
  record Accept() implements HelloAnswer {}

  /** See {@link #IGNORE}. */
  record Ignore() implements HelloAnswer {}

  /** See {@link #LATER}. */
  record Later() implements HelloAnswer {}

  /** Send the initiator to other addresses, in this order (RFC 7016 section 3.5.1.1.2). */
  record Redirect(List<Address> addresses) implements HelloAnswer {
    public Redirect {
      addresses = List.copyOf(addresses);
    }
  }

  /**
   * Tell the initiator where a peer is: the address that its packets come from, then those it says
   * it has.
   */
  record Introduce(Address observed, List<Address> reported) implements HelloAnswer {
    public Introduce {
      reported = List.copyOf(reported);
    }
  }
}
