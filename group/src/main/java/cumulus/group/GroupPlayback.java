package cumulus.group;

/** A stream that is played from the group, by its name. */
public final class GroupPlayback {
  private final String name;
  private final GroupMediaListener listener;
  private final Streams streams;

  GroupPlayback(String name, GroupMediaListener listener, Streams streams) {
    this.name = name;
    this.listener = listener;
    this.streams = streams;
  }

  /** The name of the stream. */
  public String name() {
    return name;
  }

  /** Plays it no more, and passes it on no more. */
  public void close() {
    streams.stop(this);
  }

  GroupMediaListener listener() {
    return listener;
  }
}
