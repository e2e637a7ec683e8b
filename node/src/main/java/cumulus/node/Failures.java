package cumulus.node;

import cumulus.client.ConnectionEnd;
import cumulus.client.NetConnection;
import cumulus.client.NetConnectionException;
import cumulus.client.NetStatus;
import cumulus.client.NetStatusException;
import cumulus.client.RtmfpUrl;
import cumulus.flash.message.StatusCode;
import java.net.UnknownHostException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Says in one line what went wrong with a server, and what to do about it. */
final class Failures {
  private static final long END_SECONDS = 2;

  private Failures() {}

  /**
   * Waits for an answer of the server.
   *
   * @param seconds longest wait
   * @throws CommandFailure when the answer is an error or does not come
   */
  static <T> T await(CompletableFuture<T> future, long seconds, RtmfpUrl url, String stream)
      throws CommandFailure {
    try {
      return future.get(seconds, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw of(e.getCause() == null ? e : e.getCause(), url, stream);
    } catch (TimeoutException e) {
      throw new CommandFailure(
          place(url) + " does not answer any more: look at the server's log, then try again");
    } catch (CancellationException e) {
      throw new CommandFailure("stopped before " + place(url) + " had answered");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted");
    }
  }

  static CommandFailure of(Throwable failure, RtmfpUrl url, String stream) {
    return switch (failure) {
      case UnknownHostException _ ->
          new CommandFailure(
              "cannot find the host \""
                  + url.host()
                  + "\": check its name in the URL, and the network's name service");
      case NetConnectionException ended -> of(ended.end(), url);
      case NetStatusException answered -> of(answered.status(), url, stream);
      default ->
          new CommandFailure(
              "cannot reach " + place(url) + ": " + failure + ". Check the network and try again");
    };
  }

  /** Why a stream ended that nobody here has ended: its end is told before its connection's. */
  static CommandFailure ofStreamEnd(NetConnection connection, RtmfpUrl.OfStream target) {
    RtmfpUrl server = target.application();
    return connection
        .whenEnded()
        .thenApply(end -> of(end, server))
        .completeOnTimeout(
            new CommandFailure(
                place(server)
                    + " ended the stream \""
                    + target.streamName()
                    + "\": look at the server's log, which says why"),
            END_SECONDS,
            TimeUnit.SECONDS)
        .join();
  }

  static CommandFailure of(ConnectionEnd end, RtmfpUrl url) {
    String place = place(url);
    return switch (end.kind()) {
      case NO_ANSWER ->
          new CommandFailure(
              "no answer from "
                  + place
                  + ": is a server running there, and does the firewall let UDP port "
                  + url.port()
                  + " through?");
      case REJECTED ->
          new CommandFailure(
              place
                  + " refuses the connection to \""
                  + url.path()
                  + "\": "
                  + end.text()
                  + ". Check the application's name in the URL");
      case CLOSED_BY_SERVER ->
          new CommandFailure(
              place + " closed the connection: look at the server's log, then try again");
      case LOST ->
          new CommandFailure(
              place + " fell silent: check the network and the server, then try again");
      case FAILED ->
          new CommandFailure(
              "the connection to "
                  + place
                  + " failed: "
                  + end.text()
                  + ". Is it an RTMFP server that listens there?");
      case CLOSED -> new CommandFailure("the connection to " + place + " was closed");
    };
  }

  private static CommandFailure of(NetStatus status, RtmfpUrl url, String stream) {
    if (status.code().equals(StatusCode.PUBLISH_BAD_NAME)) {
      return new CommandFailure(
          "\"" + stream + "\" is being published on " + place(url) + ": choose another name");
    }
    return new CommandFailure(
        place(url) + " refuses \"" + stream + "\": " + status + ". Ask who runs the server");
  }

  private static String place(RtmfpUrl url) {
    String host = url.host().indexOf(':') >= 0 ? "[" + url.host() + "]" : url.host();
    return host + ":" + url.port();
  }
}
