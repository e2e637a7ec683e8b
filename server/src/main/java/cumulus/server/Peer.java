package cumulus.server;

import cumulus.rtmfp.Address;
import java.util.ArrayList;
import java.util.List;

/**
 * A connected client as others may look for it.
 *
 * @param peerId 32 bytes, shared
 * @param client number of its session
 * @param loop where its session is
 * @param observed where its packets come from
 * @param reported where it says that it can be reached (setPeerInfo)
 * @param isSilent it does not even answer pings
 */
public record Peer(
    byte[] peerId,
    long client,
    int loop,
    Address observed,
    List<Address> reported,
    boolean isSilent) {
  public Peer {
    reported = List.copyOf(reported);
  }

  /** All its addresses, the observed one first. */
  List<Address> addresses() {
    var all = new ArrayList<Address>();
    all.add(observed);
    all.addAll(reported);
    return all;
  }

  /**
   * Of what it reported, what may be of use to a far end at this address. Left out are the observed
   * one, what no far end can send to (unspecified, multicast, link-local), loopback unless both are
   * on one host, and IPv6 for a far end that has none.
   */
  List<Address> usefulTo(Address far, boolean farHasIpv6) {
    var useful = new ArrayList<Address>();
    for (Address address : reported) {
      boolean canBeReached =
          !address.isUnspecified()
              && !address.isMulticast()
              && !address.isLinkLocal()
              && (!address.isLoopback() || far.sameHost(observed) || far.isLoopback());
      boolean isKnown = address.equals(observed) || useful.contains(address);
      if (canBeReached && !isKnown && (address.isIpv4() || farHasIpv6)) {
        useful.add(address);
      }
    }
    return useful;
  }

  /** False only if it told its addresses and none is IPv6. */
  boolean mayHaveIpv6() {
    return !observed.isIpv4()
        || reported.isEmpty()
        || reported.stream().anyMatch(address -> !address.isIpv4());
  }

  /** True if nobody outside of its network can send to it. */
  boolean hasOnlyPrivateAddresses() {
    return addresses().stream().allMatch(Address::isPrivate);
  }

  Peer withSilence(boolean silent) {
    return new Peer(peerId, client, loop, observed, reported, silent);
  }
}
