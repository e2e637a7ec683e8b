/** Round trip, time-outs, congestion control and pacing (RFC 7016 section 3.5.2 and appendix A). */
@org.jspecify.annotations.NullMarked
package cumulus.rtmfp.congestion;
