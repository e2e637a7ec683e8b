package cumulus.group;

import cumulus.flash.message.MessageType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A stream for tests: codec headers, 25 pictures and 43 audio messages a second, about a megabit a
 * second. Every message holds its number, so that a viewer knows what is missing.
 */
final class Film {
  private static final long MILLI_NANOS = 1_000_000L;
  private static final int PICTURE_MILLIS = 40;
  private static final int PICTURES_PER_KEY_FRAME = 50;
  private static final int KEY_FRAME_BYTES = 20_000;
  private static final int PICTURE_BYTES = 4_000;
  private static final int AUDIO_BYTES = 370;
  private static final int HEAD_BYTES = 8;

  private final SimMesh mesh;
  private final SimMember publisher;
  private final Map<Integer, Long> sentNanos = new HashMap<>();
  private Optional<GroupPublication> publication = Optional.empty();
  private boolean isStopped;
  private int pictures;
  private int count;

  Film(SimMesh mesh, SimMember publisher) {
    this.mesh = mesh;
    this.publisher = publisher;
  }

  /** Messages sent so far, headers not counted. */
  int count() {
    return count;
  }

  Film publish(String name) {
    publisher.act(
        member ->
            publication = Optional.of(member.publish(mesh.now(), name, StreamSettings.DEFAULT)));
    send(MessageType.VIDEO, 0, new byte[] {0x17, 0, 1, 2, 3});
    send(MessageType.AUDIO, 0, new byte[] {(byte) 0xaf, 0, 1, 2});
    return this;
  }

  /** Sends from now on. */
  Film start() {
    picture(0);
    return this;
  }

  void stop() {
    isStopped = true;
    publisher.act(_ -> publication.orElseThrow().close(mesh.now()));
  }

  /** Stops sending without a word. */
  void cut() {
    isStopped = true;
  }

  /** Sends again after {@link #cut}, with time-stamps that go on. */
  void goOn() {
    isStopped = false;
    picture(pictures);
  }

  private void picture(int number) {
    if (isStopped) {
      return;
    }
    pictures = number + 1;
    boolean isKey = number % PICTURES_PER_KEY_FRAME == 0;
    long millis = (long) number * PICTURE_MILLIS;
    send(
        MessageType.VIDEO,
        millis,
        numbered(isKey ? 0x17 : 0x27, isKey ? KEY_FRAME_BYTES : PICTURE_BYTES));
    send(MessageType.AUDIO, millis, numbered(0xaf, AUDIO_BYTES));
    if (number % 4 != 0) {
      send(MessageType.AUDIO, millis + PICTURE_MILLIS / 2, numbered(0xaf, AUDIO_BYTES));
    }
    mesh.in(PICTURE_MILLIS * MILLI_NANOS, () -> picture(number + 1));
  }

  private byte[] numbered(int head, int bytes) {
    var body = new byte[bytes];
    body[0] = (byte) head;
    body[1] = 1;
    sentNanos.put(count, mesh.now());
    for (int i = 0; i < 4; i++) {
      body[HEAD_BYTES + i] = (byte) (count >> 8 * i);
    }
    count++;
    return body;
  }

  private void send(int type, long millis, byte[] body) {
    publisher.act(
        _ -> publication.orElseThrow().send(mesh.now(), type, millis, body, 0, body.length));
  }

  /** Somebody who plays the film. */
  final class Viewer implements GroupMediaListener {
    final List<Integer> numbers = new ArrayList<>();
    int videoHeaders;
    int audioHeaders;
    int starts;
    int ends;
    long gaps;
    long worstNanos;

    /** The first two bytes of each of the first video messages. */
    final List<Integer> firstVideo = new ArrayList<>();

    private Optional<GroupPlayback> playback = Optional.empty();

    Viewer(SimMember member, String name) {
      member.act(group -> playback = Optional.of(group.play(mesh.now(), name, this)));
    }

    GroupPlayback playback() {
      return playback.orElseThrow();
    }

    /** Numbers that never came. */
    List<Integer> missing() {
      var seen = new HashSet<>(numbers);
      return IntStream.range(0, count).filter(n -> !seen.contains(n)).boxed().toList();
    }

    /** How many have come beside the first ones. */
    int numbersSince(int first) {
      return numbers.size() - first;
    }

    @Override
    public void onStart() {
      starts++;
    }

    @Override
    public void onMessage(int type, long timestampMillis, byte[] bytes, int offset, int length) {
      if (type == MessageType.VIDEO && firstVideo.size() < 8) {
        firstVideo.add(bytes[offset] & 0xff);
        firstVideo.add(bytes[offset + 1] & 0xff);
      }
      if (bytes[offset + 1] == 0) {
        videoHeaders += type == MessageType.VIDEO ? 1 : 0;
        audioHeaders += type == MessageType.AUDIO ? 1 : 0;
        return;
      }
      int number = 0;
      for (int i = 3; i >= 0; i--) {
        number = number << 8 | bytes[offset + HEAD_BYTES + i] & 0xff;
      }
      numbers.add(number);
      worstNanos = Math.max(worstNanos, mesh.now() - sentNanos.getOrDefault(number, 0L));
    }

    @Override
    public void onGap(long fragments) {
      gaps += fragments;
    }

    @Override
    public void onEnd() {
      ends++;
    }
  }
}
