package cumulus.client;

import cumulus.rtmfp.SendFlow;
import cumulus.rtmfp.Session;
import java.util.Optional;

/** Where a connection stands. */
sealed interface State {
  /** Not begun. */
  record Idle() implements State {}

  /** The handshake runs; both deadlines are times of the endpoint's clock. */
  record Opening(Session opening, long handshakeByNanos, long connectByNanos) implements State {}

  /** The connect command is sent. */
  record Connecting(Session open, SendFlow control, long connectByNanos) implements State {}

  /** The server has accepted. */
  record Connected(Session open, SendFlow control) implements State {}

  /** Closed by us: what is queued is delivered first. */
  record Draining(Session open, long giveUpAtNanos) implements State {}

  /** The session is closed when this turn's events are over. */
  record Ending(Session open, ConnectionEnd end) implements State {}

  /** Over. */
  record Ended() implements State {}

  /** The session, where there is one. */
  default Optional<Session> session() {
    return switch (this) {
      case Opening(Session session, long _, long _) -> Optional.of(session);
      case Connecting(Session session, SendFlow _, long _) -> Optional.of(session);
      case Connected(Session session, SendFlow _) -> Optional.of(session);
      case Draining(Session session, long _) -> Optional.of(session);
      case Ending(Session session, ConnectionEnd _) -> Optional.of(session);
      case Idle _, Ended _ -> Optional.empty();
    };
  }
}
