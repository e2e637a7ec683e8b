package cumulus.simulation;

import cumulus.client.ClientStream;
import cumulus.client.NetStatus;
import cumulus.client.StreamListener;
import cumulus.flash.MalformedException;
import cumulus.flash.amf.AmfNamed;
import cumulus.flash.amf.AmfOptions;
import cumulus.flash.message.DataMessage;
import cumulus.flash.message.StatusCode;
import cumulus.flash.message.UserControl;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A stream of a client that plays one name once, and holds what a listener is owed: statuses in
 * their order, each frame whole and once and in order, video from codec header and key frame on,
 * key frames after gaps, times that never go back, and nothing of a publication after its end was
 * told.
 */
final class Player implements StreamListener {
  private static final int NONE = -1;

  /** -2 for live, -3 for live and unbuffered. */
  private final double start;

  final List<String> statuses = new ArrayList<>();
  int videoFrames;
  int keyFrames;
  int audioFrames;
  int gaps;
  int skips;
  long lastVideoNanos;
  int mediaBeforeMetaData;
  boolean hasMetaData;
  final Map<Integer, Long> arrivalNanos = new HashMap<>();
  long firstTimeMillis = NONE;

  private final Cluster cluster;
  private final ClientHost client;
  private final String name;
  private Optional<ClientStream> stream = Optional.empty();
  private final Track video = new Track();
  private final Track audio = new Track();
  private int markedRun = NONE;
  private final Set<Integer> endedRuns = new HashSet<>();
  private int tickRun = NONE;
  private double lastTick = NONE;
  private boolean hasBegun;
  private String lastNotify = "";
  private boolean isStopped;

  /** It has been asked to play something else: media of both may cross. */
  private boolean isSwitched;

  private boolean isEnded;

  /** One kind of media. */
  private static final class Track {
    final Set<Integer> pastRuns = new HashSet<>();
    int run = NONE;
    int index = NONE;
    boolean hasHeader;
    boolean hasKey;
    long timeMillis;
  }

  Player(Cluster cluster, ClientHost client, String name) {
    this(cluster, client, name, -2);
  }

  Player(Cluster cluster, ClientHost client, String name, double start) {
    this.cluster = cluster;
    this.client = client;
    this.name = name;
    this.start = start;
    client.createStream(this, this::begin);
  }

  /** True once the server has answered the play. */
  boolean isPlaying() {
    return statuses.contains(StatusCode.PLAY_START) && !isEnded;
  }

  boolean isOver() {
    return isEnded || isStopped;
  }

  int run() {
    return video.run;
  }

  int lastVideoIndex() {
    return video.index;
  }

  int lastAudioIndex() {
    return audio.index;
  }

  double lastTick() {
    return lastTick;
  }

  boolean hasStream() {
    return stream.isPresent();
  }

  ClientStream stream() {
    return stream.orElseThrow();
  }

  void pause(boolean isPaused) {
    client.act(() -> stream.ifPresent(it -> it.pause(isPaused, 0)));
  }

  void receive(boolean wantsAudio, boolean wantsVideo) {
    client.act(
        () ->
            stream.ifPresent(
                it -> {
                  it.receiveAudio(wantsAudio);
                  it.receiveVideo(wantsVideo);
                }));
  }

  /** Plays something else on the same stream. */
  void playInstead(String other) {
    isSwitched = true;
    client.act(() -> stream.ifPresent(it -> it.play(other, start, -1, true)));
  }

  void stop(boolean byDelete) {
    isStopped = true;
    client.act(
        () ->
            stream.ifPresent(
                it -> {
                  if (byDelete) {
                    // The id is used again: nothing of this stream may arrive after deleteStream.
                    it.whenDrained(it::delete);
                  } else {
                    it.closeStream();
                  }
                }));
  }

  private void begin(ClientStream ready) {
    stream = Optional.of(ready);
    if (isStopped) {
      ready.delete();
    } else {
      ready.play(name, start, -1, true);
    }
  }

  @Override
  public void onUserControl(UserControl control) {
    if (control instanceof UserControl.StreamBegin) {
      hasBegun = true;
    }
  }

  @Override
  public void onStatus(NetStatus status) {
    String code = status.code();
    cluster.note(who(), code);
    require(!isEnded, "a status after the end: " + status);
    require(
        isSwitched || statuses.isEmpty() || !statuses.getLast().equals(StatusCode.PLAY_STOP),
        "a status after Play.Stop: " + status);
    if (isSwitched) {
      switchedStatus(code);
      statuses.add(code);
      return;
    }
    switch (code) {
      case StatusCode.PLAY_RESET -> require(statuses.isEmpty() && hasBegun, "Play.Reset");
      case StatusCode.PLAY_START ->
          require(statuses.equals(List.of(StatusCode.PLAY_RESET)), "Play.Start");
      case StatusCode.PLAY_PUBLISH_NOTIFY -> {
        require(!lastNotify.equals(code), "PublishNotify twice");
        require(statuses.contains(StatusCode.PLAY_START), "PublishNotify before Play.Start");
        lastNotify = code;
      }
      case StatusCode.PLAY_UNPUBLISH_NOTIFY -> {
        require(statuses.contains(StatusCode.PLAY_START), "UnpublishNotify before Play.Start");
        require(!lastNotify.equals(code), "UnpublishNotify twice");
        lastNotify = code;
        endedRuns.add(markedRun);
        markedRun = NONE;
      }
      case StatusCode.PAUSE_NOTIFY, StatusCode.UNPAUSE_NOTIFY ->
          require(statuses.contains(StatusCode.PLAY_START), code);
      case StatusCode.PLAY_STOP -> require(isStopped, "Play.Stop unasked");
      default -> fault("unexpected status " + status);
    }
    statuses.add(code);
  }

  /** Each play begins with Reset and Start and ends with Stop. */
  private void switchedStatus(String code) {
    String before = statuses.isEmpty() ? StatusCode.PLAY_STOP : statuses.getLast();
    switch (code) {
      case StatusCode.PLAY_RESET ->
          require(before.equals(StatusCode.PLAY_STOP), "Reset: " + before);
      case StatusCode.PLAY_START ->
          require(before.equals(StatusCode.PLAY_RESET), "Start: " + before);
      default -> require(!before.equals(StatusCode.PLAY_STOP), code + " after " + before);
    }
  }

  @Override
  public void onVideo(long timestampMillis, byte[] bytes, int offset, int length) {
    var frame = Frame.read(bytes, offset, length);
    enter(video, frame);
    if (isSwitched) {
      return;
    }
    if (frame.kind() == Frame.Kind.VIDEO_HEADER) {
      video.hasHeader = true;
      return;
    }
    lastVideoNanos = cluster.clock.nanos();
    arrivalNanos.put(frame.index(), lastVideoNanos);
    videoFrames++;
    require(
        video.hasHeader || cluster.server.lostOnTheWay() > 0,
        "video without codec header: " + frame);
    require(frame.index() > video.index, frame + " after " + video.index);
    boolean isNext = frame.index() == video.index + 1;
    if (frame.kind() == Frame.Kind.KEY) {
      keyFrames++;
      video.hasKey = true;
    } else {
      require(video.hasKey || isUnbuffered(), "no key frame before " + frame);
      require(isNext || isUnbuffered(), frame + " follows " + video.index);
    }
    skips += isNext ? 0 : 1;
    time(video, timestampMillis, frame);
    video.index = frame.index();
  }

  @Override
  public void onAudio(long timestampMillis, byte[] bytes, int offset, int length) {
    var frame = Frame.read(bytes, offset, length);
    enter(audio, frame);
    if (isSwitched) {
      return;
    }
    if (frame.kind() == Frame.Kind.AUDIO_HEADER) {
      audio.hasHeader = true;
      return;
    }
    audioFrames++;
    require(
        audio.hasHeader || cluster.server.lostOnTheWay() > 0,
        "audio without codec header: " + frame);
    require(frame.index() > audio.index, frame + " after " + audio.index);
    time(audio, timestampMillis, frame);
    audio.index = frame.index();
  }

  @Override
  public void onData(long timestampMillis, DataMessage data) {
    require(timestampMillis == 0, "data at " + timestampMillis);
    require(!isEnded, "data after the end");
    try {
      var arguments = data.arguments(AmfOptions.CLIENT);
      if (data.handler().equals("onMetaData")) {
        hasMetaData = true;
        markedRun = (int) ((AmfNamed) arguments.getFirst()).get("run").numberOr(NONE);
        return;
      }
      if (isSwitched) {
        return;
      }
      int run = (int) arguments.getFirst().numberOr(NONE);
      double tick = arguments.get(1).numberOr(NONE);
      require(run != tickRun || tick > lastTick, "tick " + tick + " after " + lastTick);
      require(!endedRuns.contains(run), "data of a publication that ended");
      tickRun = run;
      lastTick = tick;
    } catch (MalformedException e) {
      fault("malformed data: " + e.getMessage());
    }
  }

  @Override
  public void onGap(long fragments) {
    gaps++;
    require(isUnbuffered(), "a gap in a reliable flow");
  }

  @Override
  public void onClose() {
    isEnded = true;
  }

  private void enter(Track track, Frame frame) {
    require(!isEnded, frame + " after the end");
    if (isSwitched) {
      return;
    }
    require(!track.pastRuns.contains(frame.run()), frame + " after the run " + track.run);
    require(!endedRuns.contains(frame.run()), frame + " after its UnpublishNotify");
    if (frame.run() != track.run) {
      track.pastRuns.add(track.run);
      track.run = frame.run();
      track.index = NONE;
      track.hasHeader = false;
      track.hasKey = false;
    }
    mediaBeforeMetaData += hasMetaData ? 0 : 1;
    cluster.note(who(), frame.toString());
  }

  private void time(Track track, long timestampMillis, Frame frame) {
    if (firstTimeMillis == NONE) {
      firstTimeMillis = timestampMillis;
    }
    require(
        timestampMillis >= track.timeMillis,
        "time of " + frame + " is " + timestampMillis + " after " + track.timeMillis);
    track.timeMillis = timestampMillis;
  }

  private boolean isUnbuffered() {
    return start == -3;
  }

  private void require(boolean condition, String what) {
    if (!condition) {
      fault(what);
    }
  }

  private void fault(String what) {
    cluster.fault(who() + " of " + name + " " + statuses + ": " + what);
  }

  private String who() {
    return client.name() + " playing";
  }
}
