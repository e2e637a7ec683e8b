package cumulus.server;

/** A stream of a client on the application thread: its id on the wire and what runs on it. */
final class ControlStream {
  private final int id;
  private Activity activity = Idle.IDLE;
  private boolean isDeleting;

  ControlStream(int id) {
    this.id = id;
  }

  int id() {
    return id;
  }

  Activity activity() {
    return activity;
  }

  void become(Activity next) {
    activity = next;
  }

  /** True once deleteStream came while the publication on it was not over. */
  boolean isDeleting() {
    return isDeleting;
  }

  void delete() {
    isDeleting = true;
  }

  /** What runs on a stream. */
  sealed interface Activity {}

  /** Nothing. */
  enum Idle implements Activity {
    IDLE
  }

  /** A publication, until its end was reported. */
  record Publishing(ControlPublication publication) implements Activity {}

  /** A subscription. */
  record Playing(ControlListener listener) implements Activity {}
}
