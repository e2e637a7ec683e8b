package cumulus.server;

import cumulus.flash.ByteWriter;
import cumulus.flash.amf.AmfStyle;
import cumulus.flash.message.DataMessage;
import cumulus.flash.message.Status;
import cumulus.flash.message.StatusCode;
import cumulus.flash.message.UserControl;
import cumulus.rtmfp.Payload;

/** The messages that the server itself says, texts as its clients have always read them. */
final class Statuses {
  private Statuses() {}

  static Payload publishStart(String name) {
    return status(StatusCode.PUBLISH_START, name + " is now published");
  }

  static Payload publishBadName(String name) {
    return error(StatusCode.PUBLISH_BAD_NAME, name + " is already published");
  }

  static Payload publishFailed(String text) {
    return error(StatusCode.PUBLISH_FAILED, text);
  }

  static Payload unpublishSuccess(String name) {
    return status(StatusCode.UNPUBLISH_SUCCESS, name + " is now unpublished");
  }

  static Payload playReset(String name) {
    return status(StatusCode.PLAY_RESET, "Playing and resetting " + name);
  }

  static Payload playStart(String name) {
    return status(StatusCode.PLAY_START, "Started playing " + name);
  }

  static Payload playStop(String name) {
    return status(StatusCode.PLAY_STOP, "Stopped playing " + name);
  }

  static Payload playFailed(String text) {
    return error(StatusCode.PLAY_FAILED, text);
  }

  static Payload playStreamNotFound(String name) {
    return error(StatusCode.PLAY_STREAM_NOT_FOUND, name + " is not found");
  }

  static Payload publishNotify(String name) {
    return status(StatusCode.PLAY_PUBLISH_NOTIFY, name + " is now published");
  }

  static Payload unpublishNotify(String name) {
    return status(StatusCode.PLAY_UNPUBLISH_NOTIFY, name + " is now unpublished");
  }

  static Payload pauseNotify(String name) {
    return status(StatusCode.PAUSE_NOTIFY, "Pausing " + name);
  }

  static Payload unpauseNotify(String name) {
    return status(StatusCode.UNPAUSE_NOTIFY, "Unpausing " + name);
  }

  static Payload seekInvalidTime(String name) {
    return error(StatusCode.SEEK_INVALID_TIME, name + " is live");
  }

  static Payload callFailed(double transactionId, String text) {
    return Payload.wrap(Status.error(StatusCode.CALL_FAILED, text).toError(transactionId));
  }

  static Payload connectRejected(double transactionId, String text) {
    return Payload.wrap(Status.error(StatusCode.CONNECT_REJECTED, text).toError(transactionId));
  }

  static Payload connectInvalidApp(double transactionId, String text) {
    return Payload.wrap(Status.error(StatusCode.CONNECT_INVALID_APP, text).toError(transactionId));
  }

  static Payload streamBegin(int stream) {
    return control(new UserControl.StreamBegin(stream));
  }

  static Payload flowSync(int syncId, int count) {
    return control(new UserControl.FlowSync(syncId & 0xffff_ffffL, count));
  }

  static Payload control(UserControl message) {
    return Payload.wrap(message.toByteArray());
  }

  /**
   * The data message |RtmpSampleAccess (flash-profile section 6.4).
   *
   * @param type DATA or DATA_EXTENDED, as the client wants
   */
  static Payload sampleAccess(int type, boolean audio, boolean video) {
    var out = new ByteWriter(32);
    var writer = DataMessage.start(out, type, "|RtmpSampleAccess", AmfStyle.AMF0_ONLY);
    writer.writeBoolean(audio);
    writer.writeBoolean(video);
    return Payload.wrap(out.toByteArray());
  }

  static Payload status(String code, String description) {
    return Payload.wrap(Status.status(code, description).toOnStatus());
  }

  static Payload error(String code, String description) {
    return Payload.wrap(Status.error(code, description).toOnStatus());
  }
}
