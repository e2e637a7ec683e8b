package cumulus.server;

import cumulus.flash.amf.AmfBoolean;
import cumulus.flash.amf.AmfString;
import cumulus.flash.amf.AmfValue;
import cumulus.flash.message.Command;
import cumulus.rtmfp.Payload;
import java.util.Optional;

/**
 * What NetStreams ask for and how it ends (flash-profile section 6). A stream that is busy first
 * ends what it did; the end of a publication is reported by its loop, and commands that need it
 * wait.
 */
final class NetStreamCommands {
  /** Values of start from here down are in thousandths (trap 11). */
  private static final double THOUSANDTHS = -1000;

  private static final double UNBUFFERED = -3;
  private static final double LIVE_ELSE_RECORDED = -2;

  private final Control control;
  private final Application application;

  NetStreamCommands(Control control, Application application) {
    this.control = control;
    this.application = application;
  }

  /** Carries a command out; false if it is none of a stream's. */
  boolean handle(ControlClient client, ControlStream stream, Command command, ToControl post) {
    switch (command.name()) {
      case "publish" -> publish(client, stream, command, post);
      case "play" -> play(client, stream, command, post);
      case "closeStream" -> closeStream(client, stream);
      default -> {
        return false;
      }
    }
    return true;
  }

  /**
   * Ends what runs on the stream, with its statuses; a publication ends after the tail of its
   * media.
   */
  void closeStream(ControlClient client, ControlStream stream) {
    switch (stream.activity()) {
      case ControlStream.Publishing(ControlPublication publication) -> publication.end(false);
      case ControlStream.Playing(ControlListener listener) ->
          stop(client, stream, listener, Statuses.playStop(listener.publication().name()));
      case ControlStream.Idle _ -> {}
    }
  }

  void deleteStream(ControlClient client, ControlStream stream) {
    stream.delete();
    switch (stream.activity()) {
      case ControlStream.Publishing(ControlPublication publication) -> publication.end(false);
      case ControlStream.Playing(ControlListener listener) -> {
        stop(client, stream, listener, ToLoop.NO_MESSAGE);
        client.delete(stream);
      }
      case ControlStream.Idle _ -> client.delete(stream);
    }
  }

  /** A publication has ended on its loop and its listeners were told. */
  void ended(ControlPublication publication) {
    String name = publication.name();
    var publisher = publication.publishingClient();
    int streamId = publication.stream();
    publisher.ifPresent(client -> application.onUnpublish(client, publication));
    control.unclaim(publication);
    publisher.ifPresent(
        client ->
            client.stream(streamId)
                .ifPresent(
                    stream -> {
                      stream.become(ControlStream.Idle.IDLE);
                      if (stream.isDeleting()) {
                        client.delete(stream);
                      } else {
                        client.write(streamId, Statuses.unpublishSuccess(name));
                      }
                    }));
  }

  /** The client's session is over; returns the publication that ended with it. */
  Optional<ControlPublication> lost(ControlClient client, ControlStream stream) {
    var activity = stream.activity();
    stream.become(ControlStream.Idle.IDLE);
    return switch (activity) {
      case ControlStream.Publishing(ControlPublication publication) -> {
        application.onUnpublish(client, publication);
        control.unclaim(publication);
        yield Optional.of(publication);
      }
      case ControlStream.Playing(ControlListener listener) -> {
        unsubscribe(client, listener);
        yield Optional.empty();
      }
      case ControlStream.Idle _ -> Optional.empty();
    };
  }

  static void received(ControlStream stream, boolean audio, boolean video) {
    if (stream.activity() instanceof ControlStream.Playing(ControlListener listener)) {
      listener.received(audio, video);
    }
  }

  private void publish(
      ControlClient client, ControlStream stream, Command command, ToControl post) {
    if (!(command.argument(0) instanceof AmfString)) {
      closeStream(client, stream); // publish(false) is how NetStream ends it
      client.post(new ToLoop.PublishRefused(client.id(), stream.id(), ToLoop.NO_MESSAGE));
      return;
    }
    if (mustWait(client, stream, post)) {
      return;
    }
    String name = command.argument(0).textOr("");
    ControlPublication publication = control.name(name);
    if (publication.isClaimed() && publication.isEnding()) {
      await(client, publication, post);
      return;
    }
    if (publication.isClaimed()) {
      refuse(client, stream, Statuses.publishBadName(name));
      return;
    }
    if (name.isEmpty()) {
      control.dropIfUnused(publication);
      refuse(client, stream, Statuses.publishFailed("A publication needs a name"));
      return;
    }
    control.claim(publication, Optional.of(client), stream.id(), client.loop());
    switch (application.onPublish(client, publication)) {
      case Verdict.Accept _ -> accept(client, stream, publication);
      case Verdict.Refuse(String text) -> {
        control.unclaim(publication);
        refuse(
            client,
            stream,
            Statuses.publishFailed(text.isEmpty() ? "Not allowed to publish " + name : text));
      }
    }
  }

  private void accept(ControlClient client, ControlStream stream, ControlPublication publication) {
    publication.live();
    stream.become(new ControlStream.Publishing(publication));
    client.post(
        new ToLoop.PublishAccepted(
            client.id(),
            stream.id(),
            publication.publisherId(),
            publication.name(),
            publication.loops(),
            application.wantsMedia(client, publication),
            publication.gauge(),
            Statuses.publishStart(publication.name())));
  }

  private static void refuse(ControlClient client, ControlStream stream, Payload status) {
    client.post(new ToLoop.PublishRefused(client.id(), stream.id(), status));
  }

  private void play(ControlClient client, ControlStream stream, Command command, ToControl post) {
    if (!(command.argument(0) instanceof AmfString)) {
      closeStream(client, stream);
      return;
    }
    if (mustWait(client, stream, post)) {
      return;
    }
    String name = command.argument(0).textOr("");
    double start = command.argument(1).numberOr(LIVE_ELSE_RECORDED);
    start = start <= THOUSANDTHS ? start / -THOUSANDTHS : start;
    if (start >= 0) {
      client.answer(stream.id(), Statuses.playStreamNotFound(name));
      return;
    }
    ControlPublication publication = control.name(name);
    var listener = new ControlListener(control.newNumber(), client, stream.id(), publication);
    switch (application.onSubscribe(client, listener)) {
      case Verdict.Accept _ -> {
        publication.add(listener);
        listener.accepted();
        stream.become(new ControlStream.Playing(listener));
        client.post(
            new ToLoop.PlayAccepted(
                client.id(),
                stream.id(),
                listener.id(),
                name,
                publication.isLive() ? publication.publisherId() : Share.IDLE,
                publication.home(),
                resets(command.argument(3)),
                start == UNBUFFERED,
                listener.gauge(),
                listener.reception()));
      }
      case Verdict.Refuse(String text) -> {
        control.dropIfUnused(publication);
        client.answer(
            stream.id(),
            Statuses.playFailed(text.isEmpty() ? "Not authorized to play " + name : text));
      }
    }
  }

  /** Whether Play.Reset is told: unless the argument says false, or 0. */
  private static boolean resets(AmfValue argument) {
    return argument != AmfBoolean.FALSE && argument.numberOr(1) != 0;
  }

  /** Ends what runs on a stream that is asked for something new; true if that takes time. */
  private boolean mustWait(ControlClient client, ControlStream stream, ToControl post) {
    return switch (stream.activity()) {
      case ControlStream.Publishing(ControlPublication publication) -> {
        await(client, publication, post);
        yield true;
      }
      case ControlStream.Playing(ControlListener listener) -> {
        stop(client, stream, listener, Statuses.playStop(listener.publication().name()));
        yield false;
      }
      case ControlStream.Idle _ -> false;
    };
  }

  private static void await(ControlClient client, ControlPublication publication, ToControl post) {
    publication.end(true);
    publication.await(client);
    client.block(post);
  }

  private void stop(
      ControlClient client, ControlStream stream, ControlListener listener, Payload status) {
    unsubscribe(client, listener);
    stream.become(ControlStream.Idle.IDLE);
    client.post(new ToLoop.PlayEnded(client.id(), stream.id(), listener.id(), status));
  }

  private void unsubscribe(ControlClient client, ControlListener listener) {
    application.onUnsubscribe(client, listener);
    listener.publication().remove(listener);
    control.dropIfUnused(listener.publication());
  }
}
