package cumulus.rtmfp.trace;

/** Why something that arrived was dropped. Each has a counter; none is an alarm by itself. */
public enum DropReason {
  /** Shorter than a session id and one cipher block, or not a whole number of blocks. */
  DATAGRAM_LENGTH,
  /** From an address whose packets are not to be read. */
  BLACKLISTED,
  /** The scrambled session id names no session of ours. */
  UNKNOWN_SESSION,
  /** Checksum wrong after decryption: damaged, forged, or of another session. */
  CHECKSUM,
  /** HMAC wrong or missing although negotiated. */
  HMAC,
  /** Session sequence number already seen, or older than the replay window. */
  REPLAY,
  /** Packet mode 0, or the mark of our own side (RFC 7016 section 2.2.4). */
  PACKET_MODE,
  /**
   * A chunk that may not stand in a packet of this mode, or for which the session is in the wrong
   * state.
   */
  CHUNK_STATE,
  /** A chunk whose fields do not fit its length or range. */
  CHUNK_MALFORMED,
  /** A chunk type that we do not know. */
  CHUNK_UNKNOWN,
  /** More startup chunks of one kind in a packet than are answered (amplification). */
  STARTUP_REPEATED,
  /** More hellos from one source than are answered in a second. */
  HELLO_RATE,
  /** An endpoint discriminator that is malformed or selects nothing here. */
  DISCRIMINATOR,
  /** A reply whose tag or cookie belongs to no opening session. */
  STRAY_REPLY,
  /** Cookie forged, expired or of another boot. */
  COOKIE,
  /** Certificate malformed, or of another identity than asked for. */
  CERTIFICATE,
  /** Keying component malformed, no common group, or a public key out of range. */
  KEYING,
  /** HMAC or sequence numbers required by one side and not offered by the other. */
  NEGOTIATION,
  /** An opening session to or from the same far end takes precedence. */
  GLARE,
  /** As many sessions as the limits allow. */
  SESSION_LIMIT,
  /** As many sessions as the limits allow from one source address. */
  ADDRESS_LIMIT,
  /** More proven handshakes than may wait for their key agreement: the newest of the greediest. */
  AGREEMENT_LIMIT,
  /** More flows than a session may have in one direction. */
  FLOW_LIMIT,
  /** A message longer than the limit; its flow was rejected. */
  MESSAGE_LIMIT,
  /** More received data without its missing fragments than may wait; its flow was rejected. */
  MEMORY_LIMIT,
  /** An acknowledgement for a flow that does not exist or for data never sent. */
  ACK_UNKNOWN,
  /** User data of a flow that was rejected or is complete. */
  FLOW_NOT_OPEN,
  /** User data with sequence numbers that contradict the flow. */
  FLOW_SEQUENCE,
  /** Address change not proven. */
  MOBILITY,
}
