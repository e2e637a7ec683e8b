package cumulus.group;

import cumulus.flash.MalformedException;
import cumulus.flash.amf.AmfNamed;
import cumulus.flash.amf.AmfOptions;
import cumulus.flash.group.Fragment;
import cumulus.flash.message.Command;
import cumulus.flash.message.MediaTags;
import cumulus.flash.message.MessageType;
import cumulus.flash.message.StatusCode;
import java.util.Arrays;

/**
 * Puts the fragments of a stream together again and gives its messages to a listener in order. A
 * missing fragment is waited for as long as the window is; then the messages it was part of are
 * lost, and video goes on at the next key frame. Codec headers that a publisher repeats for late
 * joiners are told once.
 */
final class Playout {
  /** Largest message put together. */
  static final int MAX_MESSAGE_BYTES = 4 << 20;

  private final FragmentWindow window;
  private final GroupMediaListener listener;
  private final long windowNanos;

  /** The next fragment to be told. */
  private long next;

  /** All fragments of the message at {@link #next} before this one are here. */
  private long examined;

  private int messageBytes;
  private boolean isVideoWithheld = true;
  private boolean isOver;
  private boolean isStarted;
  private long gap;
  private long lost;
  private byte[] videoHeader = {};
  private byte[] audioHeader = {};

  Playout(FragmentWindow window, GroupMediaListener listener, long windowNanos) {
    this.window = window;
    this.listener = listener;
    this.windowNanos = windowNanos;
    jumpTo(window.first());
  }

  /** Fragments that did not come in time. */
  long lost() {
    return lost;
  }

  /** True once the publisher has said that the stream is over. */
  boolean isOver() {
    return isOver;
  }

  /** The number of the next fragment to be told. */
  long next() {
    return next;
  }

  /** Tells what can be told now. */
  void advance(long nowNanos) {
    if (window.isEmpty()) {
      return;
    }
    if (next < window.first()) {
      skipTo(window.first());
    }
    while (!isOver && window.contains(examined)) {
      Slot slot = window.slot(examined);
      if (slot.isHere()) {
        take(slot.fragment());
      } else if (nowNanos - slot.knownNanos >= windowNanos) {
        skipTo(examined + 1);
      } else {
        return;
      }
    }
  }

  private void take(Fragment fragment) {
    boolean isFirst = examined == next;
    if (isFirst != fragment.isStart()) {
      // A piece whose beginning is missing, or the beginning of a message inside another.
      skipTo(isFirst ? examined + 1 : examined);
      return;
    }
    messageBytes += fragment.payloadLength();
    examined++;
    if (messageBytes > MAX_MESSAGE_BYTES) {
      skipTo(examined);
    } else if (fragment.isEnd()) {
      long start = next;
      jumpTo(examined);
      tell(start, examined, fragment);
    }
  }

  private void tell(long start, long end, Fragment last) {
    Fragment first = window.slot(start).fragment();
    if (first == last) {
      tell(
          first.type(),
          first.timestampMillis(),
          first.message(),
          first.payloadOffset(),
          first.payloadLength());
      return;
    }
    int length = 0;
    for (long id = start; id < end; id++) {
      length += window.slot(id).fragment().payloadLength();
    }
    var whole = new byte[length];
    int at = 0;
    for (long id = start; id < end; id++) {
      Fragment piece = window.slot(id).fragment();
      System.arraycopy(piece.message(), piece.payloadOffset(), whole, at, piece.payloadLength());
      at += piece.payloadLength();
    }
    tell(first.type(), first.timestampMillis(), whole, 0, length);
  }

  private void tell(int type, long timestampMillis, byte[] bytes, int offset, int length) {
    boolean isTold =
        switch (type) {
          case MessageType.COMMAND_EXTENDED -> {
            isOver = isEnd(bytes, offset, length);
            yield false;
          }
          case MessageType.VIDEO -> passesVideo(bytes, offset, length);
          case MessageType.AUDIO -> passesAudio(bytes, offset, length);
          default -> true;
        };
    if (isTold) {
      isStarted = true;
      if (gap > 0) {
        listener.onGap(gap);
        gap = 0;
      }
      listener.onMessage(type, timestampMillis, bytes, offset, length);
    }
  }

  private boolean passesVideo(byte[] bytes, int offset, int length) {
    if (MediaTags.isVideoCodecHeader(bytes, offset, length)) {
      boolean isNew =
          !Arrays.equals(videoHeader, 0, videoHeader.length, bytes, offset, offset + length);
      videoHeader = isNew ? Arrays.copyOfRange(bytes, offset, offset + length) : videoHeader;
      return isNew;
    }
    isVideoWithheld &= !MediaTags.isKeyFrame(bytes, offset, length);
    return !isVideoWithheld || !MediaTags.isInterFrame(bytes, offset, length);
  }

  private boolean passesAudio(byte[] bytes, int offset, int length) {
    if (!MediaTags.isAudioCodecHeader(bytes, offset, length)) {
      return true;
    }
    boolean isNew =
        !Arrays.equals(audioHeader, 0, audioHeader.length, bytes, offset, offset + length);
    audioHeader = isNew ? Arrays.copyOfRange(bytes, offset, offset + length) : audioHeader;
    return isNew;
  }

  /** The publisher ends a stream with a status and a command. */
  private static boolean isEnd(byte[] bytes, int offset, int length) {
    try {
      var command =
          Command.read(MessageType.COMMAND_EXTENDED, bytes, offset, length, AmfOptions.CLIENT);
      return command.name().equals("closeStream")
          || command.name().equals("onStatus")
              && !command.values().isEmpty()
              && command.values().getLast() instanceof AmfNamed info
              && info.get("code").toString().equals(StatusCode.PLAY_UNPUBLISH_NOTIFY);
    } catch (MalformedException _) {
      // A command of no known form is no end, and nothing else is done with commands.
      return false;
    }
  }

  /** What is passed over before the first message was told is not missed: we came later. */
  private void skipTo(long id) {
    if (isStarted) {
      gap += id - next;
      lost += id - next;
    }
    isVideoWithheld = true;
    jumpTo(id);
  }

  /** Tells nothing any more. */
  void close() {
    isOver = true;
  }

  /** The window has begun anew somewhere else. */
  void restart() {
    isVideoWithheld = true;
    jumpTo(window.first());
  }

  private void jumpTo(long id) {
    next = id;
    examined = id;
    messageBytes = 0;
  }
}
