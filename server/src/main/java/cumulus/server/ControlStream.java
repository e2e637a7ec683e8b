package cumulus.server;

/** A stream of a client on the application thread: its id on the wire and what runs on it. */
final class ControlStream {
  private final int id;
  private Activity activity = Idle.IDLE;
  private boolean isDeleting;
  private boolean isUsed;

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

  /** True once a command came for it, so that flows of ours may exist. */
  boolean isUsed() {
    return isUsed;
  }

  void use() {
    isUsed = true;
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
