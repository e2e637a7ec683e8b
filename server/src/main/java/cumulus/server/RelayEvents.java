package cumulus.server;

import cumulus.rtmfp.Payload;
import java.util.function.Consumer;

/** What the application is told of the media of one publication, as far as the budget reaches. */
final class RelayEvents {
  private final long publication;
  private final Consumer<ToControl> control;
  private final PacketBudget budget;
  private MediaKinds wanted;
  private long missed;

  RelayEvents(
      long publication, MediaKinds wanted, Consumer<ToControl> control, PacketBudget budget) {
    this.publication = publication;
    this.wanted = wanted;
    this.control = control;
    this.budget = budget;
  }

  void want(MediaKinds kinds) {
    wanted = kinds;
  }

  /** A message was distributed. */
  void add(int type, int timestamp, Payload body) {
    if (!wanted.has(type)) {
      return;
    }
    if (budget.take(body.length())) {
      control.accept(new ToControl.Media(publication, type, timestamp, body, budget));
    } else {
      missed++;
    }
  }

  /** Says how many were left out since this was last called, if any were. */
  void tellMissed() {
    if (missed > 0) {
      control.accept(new ToControl.MediaMissed(publication, missed));
      missed = 0;
    }
  }
}
