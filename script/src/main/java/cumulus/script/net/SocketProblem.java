package cumulus.script.net;

import java.io.IOException;

/** Why a socket cannot do what a script asks; the message is for the script. */
final class SocketProblem extends Exception {
  private static final long serialVersionUID = 1;

  SocketProblem(String text) {
    super(text, null, false, false);
  }

  String text() {
    return String.valueOf(getMessage());
  }

  /** What the system says of a failure. */
  static String reason(IOException failure) {
    String text = failure.getMessage();
    return text == null ? failure.getClass().getSimpleName() : text;
  }
}
