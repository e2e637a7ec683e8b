package cumulus.flash.message;

/** Types of messages, the first byte of each (flash-profile section 2). */
public final class MessageType {
  public static final int USER_CONTROL = 0x04;
  public static final int AUDIO = 0x08;
  public static final int VIDEO = 0x09;
  public static final int DATA_EXTENDED = 0x0f;
  public static final int SHARED_OBJECT_AMF3 = 0x10;
  public static final int COMMAND_EXTENDED = 0x11;
  public static final int DATA = 0x12;
  public static final int SHARED_OBJECT = 0x13;
  public static final int COMMAND = 0x14;
  public static final int AGGREGATE = 0x16;

  /** On flows of a NetGroup only: a client joins. The message has no timestamp. */
  public static final int GROUP_JOIN = 0x01;

  /** On flows of a NetGroup only: the server names a member. The message has no timestamp. */
  public static final int GROUP_MEMBER = 0x0b;

  private MessageType() {}

  public static boolean isCommand(int type) {
    return type == COMMAND || type == COMMAND_EXTENDED;
  }

  public static boolean isData(int type) {
    return type == DATA || type == DATA_EXTENDED;
  }

  /** Whether the payload starts with a format byte, 0 for "AMF0 follows". */
  public static boolean isExtended(int type) {
    return type == COMMAND_EXTENDED || type == DATA_EXTENDED;
  }

  /** Whether messages of this type are the media of a stream, data included. */
  public static boolean isMedia(int type) {
    return type == AUDIO || type == VIDEO || isData(type);
  }
}
