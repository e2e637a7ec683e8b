package cumulus.script.net;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;

/** One SMTP session for all mails, opened when there is one to send (RFC 5321, RFC 5322). */
final class MailSession {
  private static final String PREFIX = "mail.smtp.";

  private final String place;
  private final Session session;
  private final InstantSource clock;
  private Optional<Transport> open = Optional.empty();

  MailSession(String host, int port, Duration timeout, InstantSource clock) {
    this.clock = clock;
    place = host + ":" + port;
    var properties = new Properties();
    String millis = Long.toString(timeout.toMillis());
    properties.put(PREFIX + "host", host);
    properties.put(PREFIX + "port", Integer.toString(port));
    properties.put(PREFIX + "connectiontimeout", millis);
    properties.put(PREFIX + "timeout", millis);
    properties.put(PREFIX + "writetimeout", millis);
    session = Session.getInstance(properties);
  }

  boolean isOpen() {
    return open.isPresent();
  }

  /** Sends a mail; the session is opened if it is not. Empty, or why it could not be sent. */
  Optional<String> send(Mail mail) {
    try {
      MimeMessage message = message(mail);
      connected().sendMessage(message, message.getAllRecipients());
      return Optional.empty();
    } catch (AddressException e) {
      return Optional.of("'" + e.getRef() + "' is no mail address: " + e.getMessage());
    } catch (SendFailedException e) {
      return Optional.of(reason(e));
    } catch (MessagingException e) {
      close();
      return Optional.of(reason(e) + " (check " + place + " SMTP server configurations)");
    }
  }

  /** Says goodbye. */
  void close() {
    try {
      if (open.isPresent()) {
        open.get().close();
      }
    } catch (MessagingException _) {
      // The server is gone already.
    }
    open = Optional.empty();
  }

  private Transport connected() throws MessagingException {
    if (open.isPresent() && open.get().isConnected()) {
      return open.get();
    }
    close();
    Transport transport = session.getTransport("smtp");
    transport.connect();
    open = Optional.of(transport);
    return transport;
  }

  private MimeMessage message(Mail mail) throws MessagingException {
    var from = new InternetAddress(mail.sender());
    String domain = from.getAddress().substring(from.getAddress().lastIndexOf('@') + 1);
    var message = new NamedMessage(session, "<" + UUID.randomUUID() + "@" + domain + ">");
    message.setFrom(from);
    for (String recipient : mail.recipients()) {
      message.addRecipient(Message.RecipientType.TO, new InternetAddress(recipient));
    }
    message.setSubject(mail.subject(), StandardCharsets.UTF_8.name());
    var now = OffsetDateTime.ofInstant(clock.instant(), ZoneId.systemDefault());
    message.setHeader("Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(now));
    message.setText(mail.content(), StandardCharsets.UTF_8.name());
    message.setHeader("Content-Transfer-Encoding", "quoted-printable");
    message.saveChanges();
    return message;
  }

  /** What lies deepest: the answer of the server, or of the system. */
  private static String reason(MessagingException failure) {
    Exception deepest = failure;
    while (deepest instanceof MessagingException each && each.getNextException() != null) {
      deepest = each.getNextException();
    }
    String text = deepest.getMessage();
    return text == null ? deepest.getClass().getSimpleName() : text.strip();
  }

  /** A message with an id that asks no name service for this machine's name. */
  private static final class NamedMessage extends MimeMessage {
    private final String id;

    NamedMessage(Session session, String id) {
      super(session);
      this.id = id;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      setHeader("Message-ID", id);
    }
  }
}
