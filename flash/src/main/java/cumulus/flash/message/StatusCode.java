package cumulus.flash.message;

/** Codes of status info objects (flash-profile sections 5 and 6). */
public final class StatusCode {
  public static final String CONNECT_SUCCESS = "NetConnection.Connect.Success";
  public static final String CONNECT_CLOSED = "NetConnection.Connect.Closed";
  public static final String CONNECT_REJECTED = "NetConnection.Connect.Rejected";
  public static final String CONNECT_FAILED = "NetConnection.Connect.Failed";
  public static final String CONNECT_INVALID_APP = "NetConnection.Connect.InvalidApp";
  public static final String CONNECT_APP_SHUTDOWN = "NetConnection.Connect.AppShutdown";
  public static final String CONNECT_IDLE_TIMEOUT = "NetConnection.Connect.IdleTimeout";
  public static final String CALL_FAILED = "NetConnection.Call.Failed";
  public static final String CALL_BAD_VERSION = "NetConnection.Call.BadVersion";

  public static final String PUBLISH_START = "NetStream.Publish.Start";
  public static final String PUBLISH_BAD_NAME = "NetStream.Publish.BadName";
  public static final String PUBLISH_FAILED = "NetStream.Publish.Failed";
  public static final String UNPUBLISH_SUCCESS = "NetStream.Unpublish.Success";

  public static final String PLAY_RESET = "NetStream.Play.Reset";
  public static final String PLAY_START = "NetStream.Play.Start";
  public static final String PLAY_STOP = "NetStream.Play.Stop";
  public static final String PLAY_FAILED = "NetStream.Play.Failed";
  public static final String PLAY_STREAM_NOT_FOUND = "NetStream.Play.StreamNotFound";
  public static final String PLAY_INSUFFICIENT_BW = "NetStream.Play.InsufficientBW";
  public static final String PLAY_COMPLETE = "NetStream.Play.Complete";
  public static final String PLAY_PUBLISH_NOTIFY = "NetStream.Play.PublishNotify";
  public static final String PLAY_UNPUBLISH_NOTIFY = "NetStream.Play.UnpublishNotify";
  public static final String PLAY_TRANSITION = "NetStream.Play.Transition";
  public static final String PLAY_TRANSITION_COMPLETE = "NetStream.Play.TransitionComplete";

  public static final String STREAM_CONNECT_SUCCESS = "NetStream.Connect.Success";
  public static final String STREAM_CONNECT_FAILED = "NetStream.Connect.Failed";
  public static final String STREAM_CONNECT_REJECTED = "NetStream.Connect.Rejected";
  public static final String STREAM_CONNECT_CLOSED = "NetStream.Connect.Closed";

  public static final String PAUSE_NOTIFY = "NetStream.Pause.Notify";
  public static final String UNPAUSE_NOTIFY = "NetStream.Unpause.Notify";
  public static final String SEEK_NOTIFY = "NetStream.Seek.Notify";
  public static final String SEEK_INVALID_TIME = "NetStream.Seek.InvalidTime";

  private StatusCode() {}
}
