package cumulus.script;

import cumulus.client.ClientGroup;
import cumulus.flash.amf.AmfNothing;
import cumulus.flash.amf.AmfValue;
import cumulus.rtmfp.Payload;
import cumulus.script.DocPage.Block;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The people of a {@code client} block. A line is who, what, with what, and behind {@code -->} what
 * comes of it; without that it must just not fail. A code may stand for a status with its
 * description. Values are texts in quotes, numbers, {@code true}, {@code false} and {@code nil}.
 *
 * <pre>
 * ann connects chat?room=1 "Ann"     --&gt; NetConnection.Connect.Success  (or: rejected (why))
 * ann was told                       --&gt; seat=14      what onConnection added to the answer
 * ann calls add 2, 3                 --&gt; 5
 * ann sends wave                     (a call that wants no answer)
 * ann hears                          --&gt; said("Bob","hi") --&gt; bye()     since the last time
 * ann gets                           as hears, but waits for what comes over sockets
 * ann publishes film                 --&gt; NetStream.Publish.Start
 * bob plays film                     --&gt; NetStream.Play.Reset --&gt; NetStream.Play.Start
 * ann streams film audio 40 af01ff   (time and bytes; data: handler and values)
 * bob sees film                      --&gt; audio 40 af01ff               since the last time
 * bob stops film                     ends publishing or playing
 * ann joins chess                    a NetGroup; "quits" leaves it
 * ann leaves                         in order; "vanishes" says nothing to the server
 * wait 4                             seconds
 * server stops
 * log                                --&gt; WARN something that has no line of a script
 * </pre>
 */
final class DocPeople {
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|[^\\s,]+");

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private record Person(
      ScriptedClient client,
      Map<String, ScriptedClient.Stream> streams,
      Map<String, ClientGroup> groups) {
    ScriptedClient.Stream stream(String name) {
      return Objects.requireNonNull(streams.get(name), name);
    }
  }

  /** What the server itself answers to connect. */
  private static final Set<String> SERVERS =
      Set.of("level", "code", "description", "objectEncoding", "data");

  private final SessionBed bed;
  private final String page;
  private final DocExpectations expected;
  private final Consumer<String> problems;
  private final Map<String, Person> people = new HashMap<>();
  private final IdentityHashMap<List<String>, Integer> read = new IdentityHashMap<>();

  private boolean isStopped;

  DocPeople(SessionBed bed, String page, DocExpectations expected, Consumer<String> problems) {
    this.bed = bed;
    this.page = page;
    this.expected = expected;
    this.problems = problems;
  }

  /** True once the server was stopped. */
  boolean isStopped() {
    return isStopped;
  }

  void act(Block block) {
    for (int i = 0; i < block.lines().size(); i++) {
      String line = block.lines().get(i);
      if (!line.isBlank()) {
        line(page + ":" + (block.line() + i), line);
      }
    }
  }

  private void line(String where, String line) {
    List<String> wanted = DocExpectations.of(line);
    List<String> words = words(line.split("-->", 2)[0]);
    List<String> got;
    switch (words.getFirst()) {
      case "wait" -> {
        bed.run(Duration.ofMillis((long) (Double.parseDouble(words.get(1)) * 1000)));
        return;
      }
      case "server" -> {
        bed.control.stop(bed.clock.nanos());
        isStopped = true;
        return;
      }
      case "log" -> {
        look(where, wanted.getFirst());
        return;
      }
      default -> got = person(words, wanted.size());
    }
    boolean isRight = wanted.isEmpty() ? got.stream().noneMatch(DocPeople::isFailure) : true;
    if (!wanted.isEmpty()) {
      isRight = got.size() == wanted.size();
      for (int i = 0; isRight && i < got.size(); i++) {
        isRight = matches(wanted.get(i), got.get(i));
      }
    }
    if (!isRight) {
      problems.accept(where + ": " + line.strip() + ": but " + String.join(" --> ", got));
    }
  }

  private void look(String where, String wanted) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    var found = find(wanted);
    while (found.isEmpty() && System.nanoTime() < deadline) {
      bed.run(Duration.ofMillis(1));
      found = find(wanted);
    }
    found.ifPresentOrElse(
        expected::saw,
        () -> problems.accept(where + ": not in the log:\n" + String.join("\n", bed.log)));
  }

  private Optional<String> find(String wanted) {
    return bed.log.stream().filter(entry -> matches(wanted, shown(entry))).findFirst();
  }

  /** An entry with its level and without its place and traceback. */
  private static String shown(String entry) {
    return entry.lines().findFirst().orElse("").replaceFirst("^(\\w+) \\S*\\[\\d+]", "$1");
  }

  private List<String> person(List<String> words, int wanted) {
    String name = words.get(0);
    if (words.get(1).equals("connects")) {
      return connect(name, words.size() > 2 ? words.get(2) : "", values(words, 3));
    }
    Person person = Objects.requireNonNull(people.get(name), name);
    ScriptedClient client = person.client;
    String second = words.size() > 2 ? words.get(2) : "";
    switch (words.get(1)) {
      case "calls" -> {
        String answer = client.call(second, array(words, 3));
        client.told.remove("result " + answer);
        return List.of(answer);
      }
      case "sends" -> client.send(second, array(words, 3));
      case "hears" -> {
        bed.settle();
        return news(client.told);
      }
      case "gets" -> {
        return awaited(client.told, wanted);
      }
      case "was" -> {
        return info(client);
      }
      case "joins" -> person.groups.put(second, client.join(second));
      case "quits" -> {
        Objects.requireNonNull(person.groups.get(second), second).leave();
        bed.settle();
      }
      case "publishes", "plays" -> {
        var stream = person.streams.computeIfAbsent(second, _ -> client.stream());
        if (words.get(1).equals("plays")) {
          stream.get().play(second);
        } else {
          stream.get().publish(second);
        }
        bed.settle();
        return statuses(stream);
      }
      case "streams" -> {
        stream(person.stream(second), words);
        bed.settle();
      }
      case "sees" -> {
        bed.settle();
        return news(person.stream(second).told);
      }
      case "stops" -> {
        person.stream(second).get().closeStream();
        bed.run(Duration.ofSeconds(2));
        return statuses(person.stream(second));
      }
      case "leaves" -> {
        client.close();
        bed.run(Duration.ofSeconds(1));
      }
      case "vanishes" -> bed.kill(client);
      default -> throw new AssertionError("nobody " + words.get(1));
    }
    return List.of();
  }

  private List<String> connect(String name, String path, List<AmfValue> arguments) {
    ScriptedClient client =
        bed.connect(path.equals("/") ? "" : path, arguments.toArray(AmfValue[]::new));
    people.put(name, new Person(client, new HashMap<>(), new HashMap<>()));
    if (client.success.isEmpty()) {
      return List.of("rejected (" + client.end.orElseThrow().text() + ")");
    }
    var status = client.success.get();
    client.told.remove(status.toString());
    return List.of(status.toString());
  }

  /** What an application added to the answer. */
  private static List<String> info(ScriptedClient client) {
    return client.success.orElseThrow().info().properties().entrySet().stream()
        .filter(entry -> !SERVERS.contains(entry.getKey().toString()))
        .map(entry -> entry.getKey() + "=" + ScriptedClient.text(entry.getValue()))
        .sorted()
        .toList();
  }

  private static void stream(ScriptedClient.Stream stream, List<String> words) {
    if (words.get(3).equals("data")) {
      stream.get().sendData(0, words.get(4), values(words, 5));
      return;
    }
    long time = Long.parseLong(words.get(4));
    var bytes = Payload.wrap(HexFormat.of().parseHex(words.get(5)));
    if (words.get(3).equals("audio")) {
      stream.get().sendAudio(time, bytes);
    } else {
      stream.get().sendVideo(time, bytes);
    }
  }

  /** So much of what comes, in the time of the machine. */
  private List<String> awaited(List<String> told, int count) {
    int from = read.getOrDefault(told, 0);
    bed.await(() -> told.size() >= from + count);
    return news(told);
  }

  /** What came since the last time. */
  private List<String> news(List<String> told) {
    int from = read.getOrDefault(told, 0);
    read.put(told, told.size());
    return List.copyOf(told.subList(from, told.size()));
  }

  private List<String> statuses(ScriptedClient.Stream stream) {
    return news(stream.told).stream()
        .filter(line -> line.startsWith("NetStream"))
        .map(line -> line.replaceFirst(" (status|error|warning) ", " "))
        .toList();
  }

  private static boolean isFailure(String got) {
    return got.startsWith("error ") || got.contains(".Failed") || got.startsWith("rejected");
  }

  private static boolean matches(String wanted, String got) {
    int description = got.indexOf(" (");
    return DocExpectations.matches(wanted, got)
        || description > 0 && DocExpectations.matches(wanted, got.substring(0, description));
  }

  private static List<String> words(String line) {
    var words = new ArrayList<String>();
    Matcher matcher = WORD.matcher(line);
    while (matcher.find()) {
      words.add(matcher.group());
    }
    return words;
  }

  private static List<AmfValue> values(List<String> words, int from) {
    return words.stream().skip(from).map(DocPeople::value).toList();
  }

  private static AmfValue[] array(List<String> words, int from) {
    return values(words, from).toArray(AmfValue[]::new);
  }

  private static AmfValue value(String word) {
    return switch (word) {
      case "true" -> AmfValue.of(true);
      case "false" -> AmfValue.of(false);
      case "nil" -> AmfNothing.NULL;
      default ->
          word.startsWith("\"")
              ? AmfValue.of(word.substring(1, word.length() - 1))
              : AmfValue.of(Double.parseDouble(word));
    };
  }
}
