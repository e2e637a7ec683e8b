package cumulus.server;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.flash.ByteWriter;
import cumulus.flash.amf.AmfNothing;
import cumulus.flash.amf.AmfObject;
import cumulus.flash.amf.AmfOptions;
import cumulus.flash.amf.AmfProblems;
import cumulus.flash.amf.AmfStyle;
import cumulus.flash.amf.AmfValue;
import cumulus.flash.message.Command;
import cumulus.flash.message.DataMessage;
import cumulus.flash.message.FlowMetadata;
import cumulus.flash.message.MessageHeader;
import cumulus.flash.message.MessageType;
import cumulus.flash.message.UserControl;
import cumulus.rtmfp.Delivery;
import cumulus.rtmfp.Payload;
import cumulus.rtmfp.Priority;
import cumulus.rtmfp.SendFlow;
import cumulus.rtmfp.SendFlowListener;
import cumulus.testkit.HeapGrowth;
import cumulus.testkit.Mutator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Hostile messages and flow metadata of clients that are connected: no exception comes out, and a
 * publisher and its player beside them miss nothing. By hand {@code -Dmutations=1000000}.
 */
final class HostileMessagesTest {
  private static final int MESSAGES = Integer.getInteger("mutations", 20_000);
  private static final int MESSAGES_A_TURN = 20;
  private static final int TURNS_A_CLIENT = 100;
  private static final int TURNS_A_FLOW = 4;
  private static final List<String> COMMANDS =
      List.of(
          "connect",
          "createStream",
          "deleteStream",
          "initStream",
          "setPeerInfo",
          "publish",
          "play",
          "play2",
          "pause",
          "seek",
          "closeStream",
          "receiveAudio",
          "receiveVideo",
          "releaseStream",
          "FCPublish",
          "FCUnpublish",
          "FCSubscribe",
          "getStreamLength",
          "onStatus",
          "_result",
          "_error",
          "anything");

  private final SplittableRandom random = new SplittableRandom(MESSAGES);
  private final Mutator messages = new Mutator(messageSeeds(), random.split());
  private final Mutator metadata = new Mutator(metadataSeeds(), random.split());
  private final Bed bed = new Bed(2, new Echo(), ServerSettings.DEFAULT);

  /** Answers every call with its arguments. */
  private static final class Echo implements Application {
    @Override
    public CallAnswer onCall(Client client, String method, List<AmfValue> arguments) {
      return new CallAnswer.Value(arguments.isEmpty() ? AmfNothing.NULL : arguments.getFirst());
    }
  }

  @Test
  void hostileMessagesHarmNobodyBesideThem() {
    var publisher = bed.client().connect();
    publisher.createStream();
    publisher.command(1, "publish", AmfValue.of("cat"));
    var player = bed.client(1).connect();
    player.createStream();
    player.command(1, "play", AmfValue.of("cat"));
    bed.settle();
    SendFlow video = publisher.flow(1);
    int turns = MESSAGES / MESSAGES_A_TURN;
    int seen = 0;
    long most = 0;
    var heap = new HeapGrowth(turns);
    TestClient hostile = bed.client();
    for (int turn = 0; turn < turns; turn++) {
      heap.step(turn);
      if (turn % TURNS_A_CLIENT == 0 || hostile.closed.isPresent()) {
        bed.kill(hostile);
        flow = Optional.empty();
        hostile = bed.client(turn & 1).amongHostileClients();
        hostile = turn % 3 == 0 ? hostile.open() : hostile.connect();
      }
      attack(hostile, turn);
      TestClient.media(
          video, MessageType.VIDEO, turn, turn % 50 == 0 ? 0x17 : 0x27, 1, turn & 0xff);
      bed.run(Duration.ofMillis(25));
      seen += forget(player);
      forget(hostile);
      forget(publisher);
      for (ServerLoop loop : bed.loops) {
        most = Math.max(most, loop.statistics().waitingBytes());
      }
    }
    bed.settle();
    seen += forget(player);
    long grown = heap.bytes();
    System.out.printf(
        "%d hostile messages, at most %d bytes waited; heap grew by %d bytes%n",
        MESSAGES, most, grown);

    assertThat(seen).as("frames that the player got").isEqualTo(turns);
    assertThat(grown).as("heap at a quarter and at the end").isLessThan(8 << 20);
    assertThat(player.closed).isEmpty();
    assertThat(publisher.closed).isEmpty();
    bed.kill(hostile);
    bed.run(Duration.ofMinutes(6));
    assertThat(bed.control.statistics().clients()).isEqualTo(2);
  }

  // ---- what is sent

  private Optional<SendFlow> flow = Optional.empty();

  private void attack(TestClient hostile, int turn) {
    if (turn % TURNS_A_FLOW == 0 || flow.isEmpty()) {
      flow.ifPresent(SendFlow::close);
      byte[] purpose = metadata.next();
      flow =
          Optional.of(
              hostile
                  .session()
                  .openFlow(
                      purpose.length > 512 ? new byte[1] : purpose,
                      Optional.empty(),
                      Priority.ROUTINE,
                      SendFlowListener.NONE));
    }
    for (int i = 0; i < MESSAGES_A_TURN; i++) {
      SendFlow to = random.nextInt(4) == 0 ? hostile.commandFlow(random.nextInt(3)) : flow.get();
      to.write(Payload.wrap(messages.next()), Delivery.RELIABLE);
    }
  }

  private static int forget(TestClient client) {
    int videos = (int) client.log(1).stream().filter(each -> each.startsWith("video")).count();
    client.streamLogs.values().forEach(List::clear);
    client.flowLogs.values().forEach(List::clear);
    client.messages.clear();
    client.commands.clear();
    return videos;
  }

  private static List<byte[]> metadataSeeds() {
    var seeds = new ArrayList<byte[]>();
    for (int id = 0; id < 4; id++) {
      seeds.add(new FlowMetadata.Stream(id, id == 3).toByteArray());
      seeds.add(new FlowMetadata.Stream(id, false).toByteArray());
    }
    seeds.add(new FlowMetadata.Group().toByteArray());
    seeds.add(new FlowMetadata.GroupPeer(2).toByteArray());
    return seeds;
  }

  private static List<byte[]> messageSeeds() {
    var seeds = new ArrayList<byte[]>();
    for (String name : COMMANDS) {
      for (int type : new int[] {MessageType.COMMAND, MessageType.COMMAND_EXTENDED}) {
        seeds.add(command(type, name));
      }
    }
    for (int type : new int[] {MessageType.DATA, MessageType.DATA_EXTENDED}) {
      for (String handler : List.of("@setDataFrame", "@clearDataFrame", "onMetaData", "any")) {
        var out = new ByteWriter();
        var writer = DataMessage.start(out, type, handler, AmfStyle.AMF0_ONLY);
        writer.write(AmfValue.of("onMetaData"));
        writer.write(object());
        seeds.add(out.toByteArray());
      }
    }
    for (long id = 0; id < 3; id++) {
      seeds.add(new UserControl.SetBufferLength(id, 100).toByteArray());
      seeds.add(new UserControl.StreamBegin(id).toByteArray());
      seeds.add(new UserControl.PingRequest(id).toByteArray());
      seeds.add(new UserControl.FlowSync(id, 2).toByteArray());
      seeds.add(new UserControl.SetKeepalive(id, id).toByteArray());
    }
    for (int type = 0; type < 30; type++) {
      seeds.add(media(type, 0x17, 0, 1, 2));
      seeds.add(media(type, 0xaf, 0, 1, 2));
      seeds.add(media(type, 8, 0, 0, 2, 0, 0, 20, 0, 0, 0, 0, 0xaf, 1, 0, 0, 0, 13));
    }
    return seeds;
  }

  private static byte[] command(int type, String name) {
    var out = new ByteWriter();
    List<AmfValue> values =
        name.equals("connect")
            ? List.of(object(), AmfValue.of("argument"))
            : List.of(AmfNothing.NULL, AmfValue.of("dog"), AmfValue.of(-2), AmfValue.of(true));
    new Command(name, 3, values)
        .write(out, type, AmfStyle.PREFER_AMF0, AmfOptions.CLIENT, AmfProblems.NONE);
    return out.toByteArray();
  }

  private static AmfObject object() {
    var object = new AmfObject();
    object.put("app", "app");
    object.put("tcUrl", "rtmfp://server.test/app");
    object.put("objectEncoding", 3);
    return object;
  }

  private static byte[] media(int type, int... body) {
    var out = new ByteWriter();
    MessageHeader.write(out, type, 40);
    for (int each : body) {
      out.u8(each);
    }
    return out.toByteArray();
  }
}
