package cumulus.rtmfp;

import java.util.List;

/** What an initiator's hello is answered. */
public sealed interface HelloAnswer {
  /** Go on with the handshake here. */
  HelloAnswer ACCEPT = new Accept();

  /** Stay silent. */
  HelloAnswer IGNORE = new Ignore();

  /** See {@link #ACCEPT}. */
  record Accept() implements HelloAnswer {}

  /** See {@link #IGNORE}. */
  record Ignore() implements HelloAnswer {}

  /** Send the initiator to other addresses, in this order (RFC 7016 section 3.5.1.1.2). */
  record Redirect(List<Address> addresses) implements HelloAnswer {
    public Redirect {
      addresses = List.copyOf(addresses);
    }
  }
}
