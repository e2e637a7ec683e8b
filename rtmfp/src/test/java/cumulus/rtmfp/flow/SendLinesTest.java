package cumulus.rtmfp.flow;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.rtmfp.Delivery;
import cumulus.rtmfp.Payload;
import cumulus.rtmfp.Priority;
import cumulus.rtmfp.SendFlowListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SendLinesTest {
  private final SendLines lines = new SendLines();
  private long flows;

  @Test
  void theHighestPriorityComesFirstAndEqualOnesInTheirOrder() {
    SendQueue bulk = withSomethingToSend(Priority.BULK);
    SendQueue audio = withSomethingToSend(Priority.IMMEDIATE);
    SendQueue video = withSomethingToSend(Priority.PRIORITY);
    SendQueue second = withSomethingToSend(Priority.PRIORITY);
    for (SendQueue each : List.of(bulk, video, audio, second)) {
      assertThat(lines.add(each)).isTrue();
    }
    assertThat(lines.last(Priority.PRIORITY.rank())).isSameAs(second);

    assertThat(drained()).containsExactly(audio, video, second, bulk);
    assertThat(lines.below(SendLines.COUNT)).isEqualTo(-1);
  }

  @Test
  void aFlowStandsInItsLineOnce() {
    SendQueue flow = withSomethingToSend(Priority.DATA);
    assertThat(lines.add(flow)).isTrue();
    assertThat(lines.add(flow)).isFalse();

    assertThat(drained()).containsExactly(flow);
    assertThat(lines.add(flow)).as("it may come again").isTrue();
  }

  @Test
  void aFlowWithNothingToSendIsNotTaken() {
    assertThat(lines.add(flow(Priority.DATA))).isFalse();
    assertThat(lines.hasSendable()).isFalse();
  }

  @Test
  void whoHasNothingToSendAnyMoreIsPassedOver() {
    SendQueue emptied = withSomethingToSend(Priority.IMMEDIATE);
    SendQueue waiting = withSomethingToSend(Priority.DATA);
    lines.add(emptied);
    lines.add(waiting);
    emptied.discardUnsent();

    assertThat(lines.hasSendable()).isTrue();
    assertThat(drained()).containsExactly(waiting);
    assertThat(lines.hasSendable()).isFalse();
  }

  @Test
  void afterClearEveryFlowMayComeAgain() {
    SendQueue one = withSomethingToSend(Priority.DATA);
    SendQueue two = withSomethingToSend(Priority.DATA);
    SendQueue other = withSomethingToSend(Priority.ROUTINE);
    for (SendQueue each : List.of(one, two, other)) {
      lines.add(each);
    }
    lines.clear();

    assertThat(lines.hasSendable()).isFalse();
    assertThat(lines.add(two)).isTrue();
    assertThat(drained()).containsExactly(two);
  }

  private List<SendQueue> drained() {
    var order = new ArrayList<SendQueue>();
    for (int line = lines.below(SendLines.COUNT); line >= 0; line = lines.below(line + 1)) {
      order.add(lines.removeFirst(line));
    }
    return order;
  }

  private SendQueue withSomethingToSend(Priority priority) {
    SendQueue flow = flow(priority);
    flow.write(Payload.wrap(new byte[1]), Delivery.ONCE);
    return flow;
  }

  private SendQueue flow(Priority priority) {
    return new SendQueue(
        new QuietOwner(),
        new Flight(),
        new FragmentPool(),
        ++flows,
        new byte[0],
        Optional.empty(),
        priority,
        SendFlowListener.NONE);
  }
}
