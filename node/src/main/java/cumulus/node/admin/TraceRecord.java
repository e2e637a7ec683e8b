package cumulus.node.admin;

import cumulus.rtmfp.Address;
import java.util.Optional;

/**
 * One event on its way into the trace file.
 *
 * @param atNanos of the loops' clock
 * @param session near id; 0 without a session
 * @param client its number where it is known
 * @param address of a source without a session
 * @param event a record
 */
record TraceRecord(
    long atNanos, int session, Optional<Long> client, Optional<Address> address, Object event) {}
