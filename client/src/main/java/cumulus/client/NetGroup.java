package cumulus.client;

import cumulus.flash.ByteWriter;
import cumulus.flash.amf.Amf0Writer;
import cumulus.flash.amf.AmfStyle;
import cumulus.flash.amf.AmfValue;
import cumulus.flash.group.Groupspec;
import cumulus.flash.group.PeerId;
import cumulus.group.GroupPlayback;
import cumulus.group.GroupPublication;
import cumulus.group.GroupStatistics;
import cumulus.group.StreamSettings;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;

/**
 * Membership of a {@link NetConnection} in a NetGroup. Methods may be called from any thread and
 * never block; callbacks and dependents of futures run on the connection's thread. Futures fail
 * with {@link NetConnectionException} when the connection has ended, and with {@link
 * IllegalStateException} when the groupspec does not allow what was asked.
 */
public final class NetGroup {
  private final NetConnection connection;
  private final ClientGroup group;

  NetGroup(NetConnection connection, ClientGroup group) {
    this.connection = connection;
    this.group = group;
  }

  /** What the group is named by. */
  public Groupspec spec() {
    return group.member().spec();
  }

  /** Publishes a stream to all members, past the server. */
  public CompletableFuture<NetGroupPublication> publish(String name, StreamSettings settings) {
    return ask(
        now -> {
          GroupPublication publication = group.member().publish(now, name, settings);
          return new NetGroupPublication(connection, publication);
        });
  }

  /**
   * Plays what is or will be published under a name, and passes it on to other members. The
   * listener hears of publishers by {@code NetStream.Play.PublishNotify} and {@code
   * NetStream.Play.UnpublishNotify}.
   *
   * @return ends the playing
   */
  public CompletableFuture<Runnable> play(String name, StreamListener listener) {
    return ask(
        now -> {
          GroupPlayback playback =
              group.member().play(now, name, new GroupStreamEvents(name, listener));
          return () -> connection.post(_ -> playback.close());
        });
  }

  /** Posts a value to all members; equal values are one post. Completes with the post's id. */
  public CompletableFuture<String> post(AmfValue value) {
    var out = new ByteWriter();
    new Amf0Writer(out, AmfStyle.AMF0_ONLY).write(value);
    byte[] amf = out.toByteArray();
    return ask(now -> group.member().post(now, amf));
  }

  /** The members with which we have a session. */
  public CompletableFuture<List<PeerId>> neighbours() {
    return ask(_ -> group.member().neighbours());
  }

  /** Figures of the membership. */
  public CompletableFuture<GroupStatistics> statistics() {
    return ask(_ -> group.member().statistics());
  }

  /** Leaves the group; the connection stays. */
  public void leave() {
    connection.post(_ -> group.leave());
  }

  private <T> CompletableFuture<T> ask(LongFunction<T> question) {
    var answer = new CompletableFuture<T>();
    connection.post(
        now -> {
          try {
            answer.complete(question.apply(now));
          } catch (IllegalStateException | IllegalArgumentException refused) {
            answer.completeExceptionally(refused);
          }
        },
        answer);
    return answer;
  }
}
