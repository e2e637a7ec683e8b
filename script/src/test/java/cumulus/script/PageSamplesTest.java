package cumulus.script;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.rtmfp.Payload;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The samples of CumulusServer's page about its interface, in words and values of ours, each named
 * after the line of the page where it begins. They are told as those of the documentation, see
 * {@link DocsTest}. Samples that belong to a client alone are programs of a client here.
 */
class PageSamplesTest {
  @TempDir private Path directory;

  private void runs(String story) {
    var page = DocPage.parse("sample", story);
    page.sections()
        .forEach(section -> assertThat(DocStory.run(page, section, directory)).isEmpty());
    assertThat(page.sections()).isNotEmpty();
  }

  @Test
  void apiPage19_23_propertiesAreReadAndAssigned() {
    runs(
        """
        ```lua
        local value = cumulus.clients
        print(value.count)              --> 1
        client.writer.reliable = false
        print(client.writer.reliable)   --> false
        client.colour = "green"
        print(client.colour)            --> green
        ```
        """);
  }

  @Test
  void apiPage29_methodsTakeAndReturnSeveralValues() {
    runs(
        """
        ```lua
        local day, month, year = cumulus:split("24/12/1999", "/")
        print(year, month, day)         --> 1999 12 24
        ```
        """);
  }

  @Test
  void apiPage37_anEventIsAFunctionThatOneAssigns() {
    runs(
        """
        ```lua
        -- www/main.lua
        function onConnection(client)
          function client:onManage()
            self.writer:writeAMFMessage("beat", "still here")
          end
        end
        ```
        ```client
        ann connects
        wait 2
        ann hears                       --> beat("still here")
        ```
        """);
  }

  @Test
  void apiPage45_pairsGoesThroughACollection() {
    runs(
        """
        ```lua
        for key, value in cumulus.clients:pairs() do
          print(key == value.id, value == client)   --> true true
        end
        ```
        """);
  }

  @Test
  void apiPage53_ipairsGoesThroughAList() {
    runs(
        """
        ```lua
        -- www/main.lua
        function onJoinGroup(client, group)
          for place, member in group:ipairs() do
            NOTE(place, member == client)           --> 1(true)
          end
        end
        ```
        ```client
        ann connects
        ann joins chess
        ```
        """);
  }

  @Test
  void apiPage120_parametersOfTheAddressAreMembersOfTheClient() {
    runs(
        """
        ```lua
        -- www/library/main.lua
        function onConnection(client, ...)
          NOTE("shelf: " .. client.shelf)           --> shelf: 12
          NOTE("book: " .. client.book)             --> book: red queen
        end
        ```
        ```client
        ann connects library?shelf=12&book=red%20queen
        ```
        """);
  }

  @Test
  void apiPage141_messagesMayBeAllowedToGetLost() {
    runs(
        """
        ```lua
        -- www/main.lua
        function onConnection(client, ...)
          client.writer.reliable = false
          client.writer:writeAMFMessage("position", 3, 4)
          client.writer.reliable = true
        end
        ```
        ```client
        ann connects
        ann hears                                   --> position(3,4)
        ```
        """);
  }

  @Test
  void apiPage354_anEventOfAnApplicationIsAGlobalFunction() {
    runs(
        """
        ```lua
        -- www/main.lua
        function onConnection(client, ...)
          NOTE(select("#", ...), " ", (...))        --> 2 seven
        end
        ```
        ```client
        ann connects / "seven", 7
        ```
        """);
  }

  @Test
  void apiPage379_aTableIsPartOfTheAnswer() {
    runs(
        """
        ```lua
        -- www/main.lua
        function onConnection(client, ...)
          return { greeting = "good evening", seat = 14 }
        end
        ```
        ```client
        ann connects    --> NetConnection.Connect.Success
        ann was told    --> greeting="good evening" --> seat=14
        ```
        """);
  }

  @Test
  void apiPage393_anErrorRefusesWithItsText() {
    runs(
        """
        ```lua
        -- www/main.lua
        function onConnection(client, guest)
          if guest ~= "Alice" then error("this party is Alice's") end
        end
        ```
        ```client
        bob connects / "Bob"       --> rejected (this party is Alice's)
        alice connects / "Alice"   --> NetConnection.Connect.Success
        ```
        """);
  }

  @Test
  void apiPage410_anErrorWithoutTextRefusesWithADefault() {
    runs(
        """
        ```lua
        -- www/main.lua
        function onConnection(client, ...)
          error("")
        end
        ```
        ```client
        ann connects               --> rejected (client rejected)
        ```
        """);
  }

  @Test
  void apiPage149_154_aClientPublishesWhatMayGetLost() {
    runs(
        """
        ```lua
        -- www/main.lua
        function onDataPacket(client, publication, name, packet)
          NOTE(name, " ", cumulus:fromAMF(packet))   --> mood sunny
        end
        ```
        ```client
        ann connects
        bob connects
        ann publishes garden
        bob plays garden
        ann streams garden audio 20 af0122
        ann streams garden video 20 17010000003344
        ann streams garden data mood "sunny"
        bob sees garden      --> audio 0 af0122 --> video 0 17010000003344 --> mood("sunny")
        ```
        """);
  }

  @Test
  void apiPage160_aClientPlaysWithoutBuffering() {
    try (var bed = new SessionBed(directory).file("main.lua", "").start()) {
      var published = bed.connect("").stream();
      published.get().publish("garden");
      bed.settle();
      var played = bed.connect("").stream();
      played.get().play("garden", -3, -1, true);
      bed.settle();
      published.get().sendAudio(20, Payload.wrap(new byte[] {(byte) 0xaf, 1, 0x22}));
      bed.settle();
      assertThat(played.codes()).anyMatch(line -> line.startsWith("NetStream.Play.Start"));
      assertThat(played.told).contains("audio 0 af0122");
    }
  }

  @Test
  void apiPage449_anErrorRefusesToPublishWithItsText() {
    runs(
        """
        ```lua
        -- www/main.lua
        function onConnection(client, role)
          client.mayPublish = role == "editor"
        end
        function onPublish(client, publication)
          if not client.mayPublish then error("editors only, not for " .. publication.name) end
        end
        ```
        ```client
        ann connects / "reader"
        ann publishes garden  --> NetStream.Publish.Failed (editors only, not for garden)
        bob connects / "editor"
        bob publishes garden  --> NetStream.Publish.Start
        ```
        """);
  }

  @Test
  void apiPage494_anErrorRefusesToPlayWithItsText() {
    runs(
        """
        ```lua
        -- www/main.lua
        function onConnection(client, ticket)
          client.hasTicket = ticket == 77
        end
        function onSubscribe(client, listener)
          if not client.hasTicket then error("buy a ticket first") end
        end
        ```
        ```client
        ann connects / 76
        ann plays garden      --> NetStream.Play.Failed (buy a ticket first)
        bob connects / 77
        bob plays garden      --> NetStream.Play.Reset --> NetStream.Play.Start
        ```
        """);
  }
}
