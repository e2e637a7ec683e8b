package cumulus.script;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import cumulus.flash.flv.FlvReader;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.subethamail.smtp.helper.SimpleMessageListener;
import org.subethamail.smtp.server.SMTPServer;

/**
 * The applications of samples/www do what their first lines promise. Told as in {@link DocsTest}.
 */
class SamplesTest {
  private static final Path SAMPLES = Path.of("..", "samples", "www");

  @TempDir private Path directory;

  /** A block with a file of the samples, for a story. */
  private static String sample(String file) {
    try {
      return "```lua\n-- www/" + file + "\n" + Files.readString(SAMPLES.resolve(file)) + "```\n";
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void runs(String story) {
    var page = DocPage.parse("sample", story);
    assertThat(page.sections())
        .singleElement()
        .satisfies(section -> assertThat(DocStory.run(page, section, directory)).isEmpty());
  }

  @Test
  void peopleChatInRoomsAndStayInThemOverAReload() {
    runs(
        sample("chat/main.lua")
            + """
            ```client
            ann connects chat?room=tea "Ann"
            ann was told               --> people=["Ann"] --> room="tea"
            bob connects chat?room=tea "Bob"
            tom connects chat?room=tea "Ann"  --> rejected (Ann is taken)
            tom connects chat?room=tea        --> rejected (a nick of letters and digits, please)
            eve connects chat "Eve"
            eve was told               --> people=["Eve"] --> room="lobby"
            ann hears                  --> came("Bob")
            bob sends say "hi"
            ann hears                  --> said("Bob","hi")
            bob hears                  --> said("Bob","hi")
            bob calls names            --> ["Ann","Bob"]
            bob calls whisper "Ann", "psst"  --> TRUE
            bob calls whisper "Eve", "psst"  --> error NetConnection.Call.Failed (nobody is called Eve)
            ann hears                  --> whispered("Bob","psst")
            bob hears
            eve hears
            ```
            """
            + sample("chat/main.lua").replace("-- A chat", "-- The same chat")
            + """
            ```client
            ann sends say "still here?"
            bob hears                  --> said("Ann","still here?")
            bob leaves
            ann hears                  --> said("Ann","still here?") --> left("Bob")
            ```
            """);
  }

  @Test
  void aKeyAllowsToPublishAndMembershipToWatch() {
    runs(
        sample("live/main.lua")
            + """
            ```client
            ann connects live?key=owl
            bob connects live
            eve connects live?member=yes
            fox connects live?key=fox
            bob publishes news             --> NetStream.Publish.Failed (publishing needs a key)
            ann publishes sports           --> NetStream.Publish.Failed (this key is for news)
            ann publishes news-late        --> NetStream.Publish.Start
            bob plays news-late            --> NetStream.Play.Reset --> NetStream.Play.Start
            eve plays news-late
            ann hears                      --> viewers("news-late",1) --> viewers("news-late",2)
            ann streams news-late audio 20 af0111
            bob sees news-late             --> audio 0 af0111
            bob leaves
            ann hears                      --> viewers("news-late",1)
            fox publishes sports-final     --> NetStream.Publish.Start
            tom connects live
            tom plays sports-final         --> NetStream.Play.Failed (Not authorized to play sports-final)
            eve plays sports-final         --> NetStream.Play.Reset --> NetStream.Play.Start
            ```
            """);
  }

  @Test
  void whatIsPublishedIsRecorded() throws Exception {
    var page =
        DocPage.parse(
            "sample",
            sample("recorder/main.lua")
                + """
                ```client
                ann connects recorder
                ann publishes ../x         --> NetStream.Publish.Failed (a name of letters, digits, - and _, please)
                ann publishes film         --> NetStream.Publish.Start
                ann streams film audio 1000 af0111
                ann streams film video 1000 17010000002222
                ann streams film video 17778216 27010000003333
                ann streams film data onCue "half"
                ann stops film             --> NetStream.Unpublish.Success
                ```
                """);
    assertThat(DocStory.run(page, page.sections().getFirst(), directory)).isEmpty();
    try (var files = Files.walk(directory)) {
      Path film = files.filter(file -> file.endsWith("film.flv")).findFirst().orElseThrow();
      assertThat(tags(Files.readAllBytes(film)))
          .containsExactly(
              "8 0 af0111", "9 0 17010000002222", "9 17777216 27010000003333", "18 17777216 cue");
    }
  }

  /** Type, time, and bytes of each tag; of data whether they are the cue. */
  private static List<String> tags(byte[] bytes) throws Exception {
    var reader = new FlvReader(new ByteArrayInputStream(bytes));
    assertThat(reader.hasAudio() && reader.hasVideo()).isTrue();
    var tags = new ArrayList<String>();
    for (var tag = reader.next(); tag.isPresent(); tag = reader.next()) {
      String body = HexFormat.of().formatHex(tag.get().body());
      boolean isCue = body.equals("0200056f6e43756502000468616c66");
      tags.add(tag.get().type() + " " + tag.get().timestampMillis() + " " + (isCue ? "cue" : body));
    }
    return tags;
  }

  @Test
  void linesCrossTheBridgeBothWays() throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var echo = Thread.ofVirtual().start(() -> shout(server));
      runs(
          """
          ```lua
          -- www/main.lua
          cumulus.configs.bridge = { host = "127.0.0.1", port = "PORT" }
          ```
          """
                  .replace("PORT", Integer.toString(server.getLocalPort()))
              + sample("bridge/main.lua")
              + """
              ```client
              ann connects bridge
              ann calls send "hello"     --> TRUE
              ann gets                   --> line("HELLO") --> line("!")
              ann calls send "quit"      --> TRUE
              ann gets                   --> lost("closed")
              ann calls send "more"      --> error NetConnection.Call.Failed (not connected)
              ```
              """);
      echo.join();
    }
  }

  /** Repeats each line in capitals, and adds a line; in pieces that do not end with lines. */
  private static void shout(ServerSocket server) {
    try (var socket = server.accept();
        var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))) {
      for (String line = in.readLine(); !"quit".equals(line); line = in.readLine()) {
        socket.getOutputStream().write((line.toUpperCase(Locale.ROOT) + "\r\n!").getBytes(UTF_8));
        socket.getOutputStream().write("\n".getBytes(UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void anOverloadAndItsEndAreMailed() {
    var mails = new CopyOnWriteArrayList<String>();
    var smtp =
        SMTPServer.port(0)
            .bindAddress(InetAddress.getLoopbackAddress())
            .simpleMessageListener(new Inbox(mails))
            .build();
    smtp.start();
    try {
      var page =
          DocPage.parse(
              "sample",
              """
              ```lua
              -- www/main.lua
              cumulus.configs.watch = { to = "admin@example.test", clients = "1" }
              ```
              """
                  + sample("watch/main.lua")
                  + """
                  ```client
                  ann connects watch
                  wait 3
                  ann calls load             --> {clients=1,megabits=0,publications=0}
                  bob connects watch
                  wait 3
                  log                        --> NOTE watch: mailed 'the server is busy'
                  bob leaves
                  wait 3
                  log                        --> NOTE watch: mailed 'the server is at ease'
                  ```
                  """);
      int port = smtp.getPortAllocated();
      assertThat(DocStory.run(page, page.sections().getFirst(), directory, port)).isEmpty();
    } finally {
      smtp.stop();
    }
    assertThat(mails).hasSize(2);
    assertThat(mails.getFirst()).contains("admin@example.test", "the server is busy", "2 clients");
    assertThat(mails.getLast()).contains("the server is at ease", "1 clients");
  }

  /** Keeps recipients and texts. */
  private record Inbox(List<String> mails) implements SimpleMessageListener {
    @Override
    public boolean accept(String from, String recipient) {
      return true;
    }

    @Override
    public void deliver(String from, String recipient, InputStream data) throws IOException {
      mails.add(recipient + " " + new String(data.readAllBytes(), UTF_8));
    }
  }
}
