package cumulus.node.admin;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.rtmfp.trace.DropReason;
import cumulus.rtmfp.trace.TraceEvent;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TraceWriterTest {
  private static final int MEBI = 1 << 20;

  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final CountDownLatch mayWrite = new CountDownLatch(1);
  private volatile boolean isClosed;

  /** A disk that waits. */
  private TraceFile open() {
    return new TraceFile() {
      @Override
      public void write(String line) throws IOException {
        try {
          assertThat(mayWrite.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
        lines.add(line);
      }

      @Override
      public void close() {
        isClosed = true;
      }
    };
  }

  private static TraceRecord record(int number) {
    return new TraceRecord(
        number,
        number,
        Optional.of(ClientNumber.of(0, number)),
        Optional.empty(),
        new TraceEvent.Dropped(DropReason.CHECKSUM));
  }

  @Test
  void linesAreJsonInOrderAndTheFileIsClosed() {
    mayWrite.countDown();
    try (var writer = new TraceWriter(this::open, Instant::ofEpochSecond)) {
      writer.add(record(1), 100);
      writer.add(record(2), 100);
    }
    assertThat(lines)
        .containsExactly(
            "{\"time\":\"1970-01-01T00:00:01Z\",\"client\":\"0.1\",\"session\":\"00000001\","
                + "\"event\":\"Dropped\",\"reason\":\"CHECKSUM\"}\n",
            "{\"time\":\"1970-01-01T00:00:02Z\",\"client\":\"0.2\",\"session\":\"00000002\","
                + "\"event\":\"Dropped\",\"reason\":\"CHECKSUM\"}\n");
    assertThat(isClosed).isTrue();
  }

  @Test
  void aSlowDiskCostsABoundedQueueAndTheFileSaysWhatIsMissing() {
    try (var writer = new TraceWriter(this::open, Instant::ofEpochSecond)) {
      for (int i = 1; i <= 100; i++) {
        writer.add(record(i), MEBI);
      }
      mayWrite.countDown();
    }
    assertThat(lines.size()).isLessThan(20);
    assertThat(lines.getLast()).contains("\"event\":\"EventsLeftOut\"");
    long leftOut = Long.parseLong(lines.getLast().replaceAll(".*\"count\":(\\d+).*\n", "$1"));
    assertThat(leftOut + lines.size() - 1).isEqualTo(100);
  }

  @Test
  void aFileThatCannotBeOpenedIsTriedAgain() {
    mayWrite.countDown();
    var tries = new CopyOnWriteArrayList<Integer>();
    TraceFile.Opener opener =
        () -> {
          tries.add(1);
          if (tries.size() == 1) {
            throw new IOException("full");
          }
          return open();
        };
    try (var writer = new TraceWriter(opener, Instant::ofEpochSecond)) {
      writer.add(record(1), 100);
      writer.add(record(2), 100);
    }
    assertThat(lines).hasSize(1);
  }
}
