package cumulus.node.admin;

import cumulus.rtmfp.trace.DropReason;

/** What each drop reason means to whoever runs the server, in one line. */
final class DropMeaning {
  private DropMeaning() {}

  static String of(DropReason reason) {
    return switch (reason) {
      case DATAGRAM_LENGTH ->
          "datagrams that cannot be RTMFP: scanners, or another protocol on this port";
      case BLACKLISTED -> "packets of addresses that a script has put on the blacklist";
      case UNKNOWN_SESSION ->
          "packets of sessions gone by a restart or time-out: those clients connect anew";
      case CHECKSUM ->
          "packets damaged on the way or forged: many from one network, a broken device there";
      case HMAC -> "packets with a wrong signature: damaged on the way, or forged";
      case REPLAY -> "packets that came twice or far too late: copied by the network, or replayed";
      case PACKET_MODE ->
          "packets with the mark of our own side: something sends our packets back to us";
      case CHUNK_STATE ->
          "parts of packets at a wrong moment, such as data after the end: a few are normal";
      case CHUNK_MALFORMED -> "parts of packets that are broken: a faulty client, or an attack";
      case CHUNK_UNKNOWN ->
          "parts of packets of a kind unknown here: skipped, a newer client may send them";
      case STARTUP_REPEATED ->
          "more hellos in one packet than are answered: an attempt to amplify traffic";
      case HELLO_RATE ->
          "hellos beyond limits.helloRate from one address: a flood, or so many clients behind one"
              + " address that they connect slowly; then raise it";
      case DISCRIMINATOR ->
          "hellos for somebody who is not here: a peer that has left, or a server that stops";
      case STRAY_REPLY -> "answers to a handshake that nobody waits for: late, or forged";
      case COOKIE ->
          "handshakes that do not prove their address: forged, or older than two minutes";
      case CERTIFICATE -> "handshakes whose certificate is broken or of somebody else";
      case KEYING ->
          "handshakes whose keys cannot be used: no group in common, or a faulty client; that"
              + " client cannot connect";
      case NEGOTIATION ->
          "handshakes where one side demands signatures or numbered packets that the other does not"
              + " offer; that client cannot connect";
      case GLARE ->
          "handshakes that give way to another one with the same address: a client that reconnects"
              + " through the port of a dead one gets in when that one is given up";
      case SESSION_LIMIT ->
          "handshakes while limits.sessions is reached: nobody connects until others leave";
      case ADDRESS_LIMIT ->
          "handshakes of addresses that have limits.sessionsPerAddress already: their further"
              + " clients cannot connect";
      case AGREEMENT_LIMIT ->
          "handshakes while limits.keyAgreements wait: more clients connect at once than the"
              + " processor can take; they try again";
      case FLOW_LIMIT -> "streams beyond what one client may have: a faulty client";
      case MESSAGE_LIMIT ->
          "messages larger than limits.messageSize: what that client publishes or calls is cut off";
      case MEMORY_LIMIT ->
          "data with too many missing parts: a very bad path, or gaps made on purpose";
      case ACK_UNKNOWN -> "acknowledgements of what was not sent: late ones, or a faulty client";
      case FLOW_NOT_OPEN ->
          "data of streams that have ended or were refused: normal at the end of a stream";
      case FLOW_SEQUENCE -> "data whose numbers contradict each other: a faulty client";
      case MOBILITY ->
          "answers about a change of address that came too late or twice: nothing to do";
    };
  }
}
