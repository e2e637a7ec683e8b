package cumulus.server;

import cumulus.rtmfp.Payload;

/** What a client does with streams, and what it is told; for traces of its session. */
public sealed interface DomainEvent {
  /** The stream concerned; 0 for the connection. */
  int stream();

  /** The client's command, a whole message with its head. */
  record CommandReceived(int stream, Payload message) implements DomainEvent {}

  /** A command, status or user control message of ours, with its head. */
  record MessageSent(int stream, Payload message) implements DomainEvent {}

  /** The client publishes. */
  record PublishBegan(int stream, String name, long publication) implements DomainEvent {}

  /** It is asked to send less, as most listeners lag ({@code isOn}), or no more. */
  record PublisherSlowed(int stream, String name, boolean isOn) implements DomainEvent {}

  /** What it published has ended. */
  record PublishEnded(int stream, String name, long publication) implements DomainEvent {}

  /** The client listens. */
  record PlayBegan(int stream, String name, long listener) implements DomainEvent {}

  /** It listens no more; {@code droppedFrames} is what it missed. */
  record PlayEnded(int stream, String name, long listener, long droppedFrames)
      implements DomainEvent {}

  /** Its queue was full and was dropped; video goes on with the next key frame. */
  record QueueDropped(int stream, String name, long bytes, long ageNanos) implements DomainEvent {}
}
