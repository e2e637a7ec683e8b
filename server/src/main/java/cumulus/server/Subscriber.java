package cumulus.server;

import cumulus.flash.message.MessageHeader;
import cumulus.flash.message.MessageType;
import cumulus.rtmfp.Delivery;
import cumulus.rtmfp.Payload;
import cumulus.rtmfp.SendFlow;
import cumulus.rtmfp.SessionStatistics;

/**
 * One listener on its own loop: three flows (data and statuses, audio, video), its clock and its
 * one bounded queue, which is what the three flows have not begun to send. The body of a message is
 * shared by all subscribers; each gets a head of its own.
 */
final class Subscriber {
  /** The audio, video and data flow. */
  private static final int FLOWS = 3;

  private final long listener;
  private final String name;
  private final LoopStream stream;
  private final SendFlow data;
  private final SendFlow audio;
  private final SendFlow video;
  private final ServerSettings settings;
  private final LoopCounters counters;
  private final Delivery delivery;
  private final ListenerClock clock = new ListenerClock();
  private Reception reception;
  private final QualityGauge gauge;
  private final SendingMeter audioMeter;
  private final SendingMeter videoMeter;
  private Reception toldAccess = Reception.DEFAULT;
  private boolean isPaused;
  private boolean isWaitingForKeyFrame = true;
  private boolean isAudioHeaderDue;
  private boolean isVideoHeaderDue;
  private long droppedFrames;
  private long audioBytes;
  private long videoBytes;

  Subscriber(
      ToLoop.PlayAccepted play,
      LoopStream stream,
      ServerSettings settings,
      LoopCounters counters,
      long nowNanos) {
    this.listener = play.listener();
    this.name = play.name();
    this.stream = stream;
    this.settings = settings;
    this.counters = counters;
    this.reception = play.reception();
    this.delivery = play.isUnbuffered() ? Delivery.ONCE : Delivery.MEDIA;
    this.gauge = play.gauge();
    this.audioMeter = new SendingMeter(nowNanos, stream.statistics());
    this.videoMeter = new SendingMeter(nowNanos, stream.statistics());
    this.data = stream.out();
    this.audio = stream.openMediaFlow(MessageType.AUDIO);
    this.video = stream.openMediaFlow(MessageType.VIDEO);
  }

  long listener() {
    return listener;
  }

  String name() {
    return name;
  }

  Reception reception() {
    return reception;
  }

  /**
   * Video frames missed: waiting for a key frame or dropped from the queue; muted ones do not
   * count.
   */
  long droppedFrames() {
    return droppedFrames;
  }

  /** A second is over. */
  void measure(long nowNanos) {
    SessionStatistics session = stream.statistics();
    gauge.measured(
        audioMeter.sample(nowNanos, session, audio, audioBytes, 0),
        videoMeter.sample(nowNanos, session, video, videoBytes, droppedFrames));
  }

  /** Bytes waiting for this listener that were not begun to be sent. */
  long waitingBytes() {
    return data.unsentBytes() + audio.unsentBytes() + video.unsentBytes();
  }

  LoopReport.Subscriber report() {
    return new LoopReport.Subscriber(
        listener,
        stream.clientId(),
        stream.id(),
        name,
        waitingBytes(),
        oldestNanos(),
        droppedFrames,
        isPaused,
        isWaitingForKeyFrame,
        reception.audio(),
        reception.video());
  }

  /** The statuses that answer the play (flash-profile section 6.2), up to the sample access. */
  void greet(boolean reset) {
    stream.writeCommand(Statuses.streamBegin(stream.id()));
    if (reset) {
      stream.writeCommand(Statuses.playReset(name));
    }
    stream.writeCommand(Statuses.playStart(name));
    tellAccess();
  }

  /**
   * Stored data frames, the barrier, then codec headers and key frame: the way into a publication.
   */
  void join(StreamCache cache, boolean isLive) {
    if (isLive) {
      for (Payload frame : cache.dataFrames()) {
        writeData(frame, Delivery.RELIABLE);
      }
    }
    synchronizeFlows();
    if (isLive) {
      enter(cache);
    }
  }

  /** A publication begins under the name. */
  void onBegin() {
    clock.restart();
    isWaitingForKeyFrame = true;
    isAudioHeaderDue = false;
    isVideoHeaderDue = false;
    stream.writeCommand(Statuses.publishNotify(name));
  }

  /** The publication has ended; the barrier keeps the status behind the last frames. */
  void onEnd() {
    synchronizeFlows();
    stream.writeCommand(Statuses.unpublishNotify(name));
  }

  void audio(StreamCache cache, int timestamp, Payload body, boolean isCodecHeader) {
    if (isPaused || !reception.audio()) {
      return;
    }
    keepQueueBounded(audio);
    if (isAudioHeaderDue && !isCodecHeader) {
      writeHeader(audio, MessageType.AUDIO, timestamp, cache.audioHeader());
    }
    isAudioHeaderDue = false;
    write(audio, MessageType.AUDIO, timestamp, body, isCodecHeader ? Delivery.MEDIA : delivery);
  }

  void video(StreamCache cache, int timestamp, Payload body, VideoKind kind) {
    if (isPaused || !reception.video()) {
      return;
    }
    keepQueueBounded(video);
    if (kind == VideoKind.CODEC_HEADER) {
      isVideoHeaderDue = false;
      write(video, MessageType.VIDEO, timestamp, body, Delivery.MEDIA);
      return;
    }
    if (isWaitingForKeyFrame && kind != VideoKind.KEY_FRAME) {
      countDropped(kind == VideoKind.INTER_FRAME ? 1 : 0);
      return;
    }
    if (isVideoHeaderDue) {
      writeHeader(video, MessageType.VIDEO, timestamp, cache.videoHeader());
      isVideoHeaderDue = false;
    }
    isWaitingForKeyFrame = false;
    write(video, MessageType.VIDEO, timestamp, body, delivery);
  }

  void data(Payload body) {
    if (isPaused) {
      return;
    }
    keepQueueBounded(data);
    writeData(body, delivery);
  }

  /** Mutes or unmutes; what is unmuted begins with its codec header, video with a key frame. */
  void receive(Reception wanted, StreamCache cache) {
    boolean audioOn = wanted.audio() && !reception.audio();
    boolean videoOn = wanted.video() && !reception.video();
    reception = wanted;
    tellAccess();
    if (audioOn && !isPaused) {
      writeHeader(audio, MessageType.AUDIO, cache.newestTime(), cache.audioHeader());
    }
    if (videoOn) {
      isWaitingForKeyFrame = true;
      if (!isPaused) {
        writeHeader(video, MessageType.VIDEO, cache.newestTime(), cache.videoHeader());
      }
    }
  }

  /** Nothing is queued for a paused listener, and what has not begun is dropped. */
  void pause() {
    if (!isPaused) {
      isPaused = true;
      dropUnsent();
    }
    stream.writeCommand(Statuses.pauseNotify(name));
  }

  /**
   * Goes on: codec headers first, video with the next key frame. The publication may have begun
   * while nothing was delivered, so the headers are due whatever was sent before.
   */
  void unpause() {
    if (isPaused) {
      isPaused = false;
      isWaitingForKeyFrame = true;
      isAudioHeaderDue = true;
      isVideoHeaderDue = true;
    }
    stream.writeCommand(Statuses.unpauseNotify(name));
    stream.writeCommand(Statuses.streamBegin(stream.id()));
  }

  /** The end of the subscription: the media flows end, the data flow stays the stream's. */
  void close() {
    dropUnsent();
    audio.close();
    video.close();
  }

  private void enter(StreamCache cache) {
    int now = cache.newestTime();
    if (reception.audio()) {
      writeHeader(audio, MessageType.AUDIO, now, cache.audioHeader());
    }
    isWaitingForKeyFrame = true;
    if (!reception.video()) {
      return;
    }
    writeHeader(video, MessageType.VIDEO, now, cache.videoHeader());
    if (cache.keyFrame().length() > 0) {
      write(video, MessageType.VIDEO, now, cache.keyFrame(), delivery);
      isWaitingForKeyFrame = !cache.keyFrameIsNewest();
    }
  }

  private void writeHeader(SendFlow flow, int type, int timestamp, Payload header) {
    if (header.length() > 0) {
      write(flow, type, timestamp, header, Delivery.MEDIA);
    }
  }

  private void tellAccess() {
    if (!reception.sameAccess(toldAccess)) {
      toldAccess = reception;
      stream.writeCommand(
          Statuses.sampleAccess(
              stream.dataType(), reception.audioSampleAccess(), reception.videoSampleAccess()));
    }
  }

  /**
   * Puts the same point into all three flows: none is read beyond it before the others reached it.
   */
  private void synchronizeFlows() {
    Payload sync = Statuses.flowSync(stream.nextSyncId(), FLOWS);
    data.write(sync, Delivery.RELIABLE);
    audio.write(sync, Delivery.RELIABLE);
    video.write(sync, Delivery.RELIABLE);
  }

  /**
   * Above its limit the whole queue is dropped, and video goes on with a key frame. The queue can
   * only grow where the flow that is written to has something waiting; nearly always it has not,
   * and the others are left alone.
   */
  private void keepQueueBounded(SendFlow written) {
    if (written.unsentBytes() == 0) {
      return;
    }
    if (waitingBytes() <= settings.queueBytes()
        && oldestNanos() <= settings.queueMillis() * 1_000_000L) {
      return;
    }
    if (stream.isTraced()) {
      stream.trace(new DomainEvent.QueueDropped(stream.id(), name, waitingBytes(), oldestNanos()));
    }
    dropUnsent();
  }

  private void dropUnsent() {
    audio.discardUnsent();
    data.discardUnsent();
    countDropped(video.discardUnsent());
    isWaitingForKeyFrame = true;
    isAudioHeaderDue = true;
    isVideoHeaderDue = true;
  }

  private void countDropped(int frames) {
    droppedFrames += frames;
    counters.framesDropped += frames;
  }

  private long oldestNanos() {
    return Math.max(
        data.unsentAgeNanos(), Math.max(audio.unsentAgeNanos(), video.unsentAgeNanos()));
  }

  private void write(SendFlow flow, int type, int timestamp, Payload body, Delivery how) {
    counters.messagesOut++;
    counters.bytesOut += body.length();
    int measured = body.length() + ReceptionMeter.MESSAGE_BYTES;
    if (type == MessageType.AUDIO) {
      audioBytes += measured;
    } else {
      videoBytes += measured;
    }
    flow.write(
        MessageHeader.SIZE, (long) type << 32 | clock.time(timestamp) & 0xffff_ffffL, body, how);
  }

  /**
   * Data always has time 0 (flash-profile section 6.2); type 15 has a format byte more in its head.
   */
  private void writeData(Payload body, Delivery how) {
    counters.messagesOut++;
    counters.bytesOut += body.length();
    int type = stream.dataType();
    if (type == MessageType.DATA_EXTENDED) {
      data.write(MessageHeader.SIZE + 1, (long) type << 40, body, how);
    } else {
      data.write(MessageHeader.SIZE, (long) type << 32, body, how);
    }
  }
}
