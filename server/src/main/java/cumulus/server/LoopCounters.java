package cumulus.server;

/** What a loop has counted; owned by it. */
final class LoopCounters {
  long messagesIn;
  long bytesIn;
  long messagesOut;
  long bytesOut;
  long framesDropped;
  long fragmentsLost;
  long earlyDropped;
  long malformed;
  long ignored;
  long flowsRejected;
}
