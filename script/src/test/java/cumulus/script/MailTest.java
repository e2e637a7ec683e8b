package cumulus.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.SMTPServer;
import org.subethamail.smtp.server.Session;
import org.subethamail.smtp.server.SessionHandler;

/** Mails of scripts to a real SMTP server on loopback. */
class MailTest {
  @TempDir private Path directory;
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final List<String> messages = new CopyOnWriteArrayList<>();
  private SMTPServer smtp;
  private SocketsBed sockets;
  private SessionBed bed;

  @BeforeEach
  void open() {
    smtp =
        SMTPServer.port(0)
            .bindAddress(TcpPeer.LOOPBACK)
            .messageHandlerFactory(_ -> new Handler())
            .sessionHandler(new Sessions())
            .build();
    smtp.start();
    sockets = new SocketsBed(directory, smtp.getPortAllocated());
    bed = sockets.bed;
  }

  @AfterEach
  void close() {
    sockets.close();
    smtp.stop();
  }

  @Test
  void socketsCheck19_twoMailsInOneSessionThatEndsAfterTheTimeout() {
    sockets.script(
        """
        local mail = cumulus:sendMail(
          "Server <server@a.test>", "Grüße", "Hello\\nthere", "one@b.test", "two@c.test")
        mail.tag = "first"
        function mail:onSent(problem) NOTE(self == mail, self.tag, " ", problem) end
        local second = cumulus:sendMail("server@a.test", "2", "", "one@b.test")
        function second:onSent(problem) NOTE("second ", problem, getmetatable(mail)) end
        NOTE("returned")
        """);
    sockets.notes("returned", "(true)first (null)", "second (null)(null)");
    bed.await(() -> heard.contains("end"));
    assertThat(heard)
        .containsExactly(
            "from server@a.test",
            "to one@b.test",
            "to two@c.test",
            "data",
            "from server@a.test",
            "to one@b.test",
            "data",
            "end");
    assertThat(messages.getFirst().lines().toList())
        .contains(
            "From: Server <server@a.test>",
            "To: one@b.test, two@c.test",
            "Subject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?=",
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=UTF-8",
            "Content-Transfer-Encoding: quoted-printable",
            "Hello",
            "there")
        .anyMatch(line -> line.matches("Date: \\w{3}, \\d{1,2} \\w{3} \\d{4} [\\d:]{8} .*"))
        .anyMatch(line -> line.matches("Message-ID: <[0-9a-f-]{36}@a\\.test>"));
    assertThat(messages.getFirst()).doesNotContainPattern("[^\r]\n");
  }

  @Test
  void socketsCheck20_aRefusedPortIsATextThatNamesIt() throws IOException {
    int port = TcpPeer.freePort();
    try (var other = new SocketsBed(directory.resolve("other"), port)) {
      other.script(
          """
          mail = cumulus:sendMail("a@a.test", "s", "text", "b@b.test")
          function mail:onSent(problem) NOTE(problem) end
          """);
      other.notes("Connection refused (check 127.0.0.1:" + port + " SMTP server configurations)");
    }
  }

  @Test
  void socketsCheck21_aRejectedRecipientFailsThatMailAlone() {
    sockets.script(
        """
        local function tell(self, problem) NOTE(self.subject, " ", problem) end
        for _, to in ipairs({ "a@b.test", "nobody@b.test", "c@b.test" }) do
          local mail = cumulus:sendMail("server@a.test", to, "text", to)
          mail.subject, mail.onSent = to, tell
        end
        """);
    sockets.notes("a@b.test (null)", "nobody@b.test 550 no such user here", "c@b.test (null)");
    assertThat(messages).hasSize(2);
    bed.await(() -> heard.contains("end"));
    assertThat(heard.stream().filter("end"::equals)).hasSize(1);
  }

  @Test
  void socketsCheck22_linesThatBeginWithADotArriveIntact() {
    sockets.script(
        """
        mail = cumulus:sendMail("a@a.test", "dots", ".\\n.dot\\n..\\nend\\n.", "b@b.test")
        function mail:onSent(problem) NOTE(problem) end
        """);
    sockets.notes("(null)");
    String body = messages.getFirst().substring(messages.getFirst().indexOf("\r\n\r\n") + 4);
    assertThat(body.replaceAll("\\r\\n$", "")).isEqualTo(".\r\n.dot\r\n..\r\nend\r\n.");
  }

  @Test
  void whatCannotBeSentIsSaidAfterTheCall() {
    sockets.script(
        """
        local function send(...)
          local mail = cumulus:sendMail(...)
          function mail:onSent(problem) NOTE(problem) end
        end
        send("a@a.test", "s", "text")
        send("a@a.test", "s\\r\\nBcc: c@c.test", "text", "b@b.test")
        send("a@a.test", "s", "text", "b@b.test\\nX: y")
        send("a@a.test", "s", "text", "b@b@b")
        send()
        NOTE("returned")
        """);
    String lineBreak = "a line break in sender, subject or recipient";
    bed.await(() -> bed.notes().size() == 6);
    assertThat(bed.notes())
        .startsWith("returned", "no recipient")
        .contains(lineBreak)
        .anyMatch(line -> line.startsWith("'b@b@b' is no mail address"));
    assertThat(heard).isEmpty();
  }

  @Test
  void theStopSaysSoBeforeOnStop() throws IOException {
    var silent = TcpPeer.listening();
    try (var other = new SocketsBed(directory.resolve("other"), silent.port())) {
      other.script(
          """
          mail = cumulus:sendMail("a@a.test", "s", "text", "b@b.test")
          function mail:onSent(problem) NOTE(problem) end
          function onStop() NOTE("stop") end
          """);
      other.bed.stop();
      assertThat(other.bed.notes()).containsExactly("SMTP session closed", "stop");
    } finally {
      silent.close();
    }
  }

  private final class Sessions implements SessionHandler {
    @Override
    public SessionAcceptance accept(Session session) {
      return SessionAcceptance.success();
    }

    @Override
    public void onSessionEnd(Session session) {
      heard.add("end");
    }
  }

  private final class Handler implements MessageHandler {
    @Override
    public void from(String from) {
      heard.add("from " + from);
    }

    @Override
    public void recipient(String recipient) throws RejectException {
      if (recipient.startsWith("nobody")) {
        throw new RejectException(550, "no such user here");
      }
      heard.add("to " + recipient);
    }

    @Override
    public String data(InputStream data) throws IOException {
      var bytes = new ByteArrayOutputStream();
      data.transferTo(bytes);
      messages.add(bytes.toString(StandardCharsets.UTF_8));
      heard.add("data");
      return "taken";
    }

    @Override
    public void done() {}
  }
}
