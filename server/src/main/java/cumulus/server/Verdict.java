package cumulus.server;

/** Whether somebody may publish or play. */
public sealed interface Verdict {
  /** Go on. */
  Verdict ACCEPT = new Accept();

  /** See {@link #ACCEPT}. */
  record Accept() implements Verdict {}

  /** No; an empty text means the usual one. */
  record Refuse(String text) implements Verdict {}
}
