package cumulus.script.net;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A mail of a script; its table has the event {@code onSent}.
 *
 * @param number makes it another than one that says the same
 * @param path of the application that sends it
 */
record Mail(
    long number,
    String path,
    String sender,
    String subject,
    String content,
    List<String> recipients) {
  /** What makes it impossible to send; a line break would let its text write headers. */
  Optional<String> problem() {
    if (recipients.isEmpty()) {
      return Optional.of("no recipient");
    }
    return Stream.concat(Stream.of(sender, subject), recipients.stream())
        .filter(text -> text.indexOf('\r') >= 0 || text.indexOf('\n') >= 0)
        .findFirst()
        .map(_ -> "a line break in sender, subject or recipient");
  }
}
