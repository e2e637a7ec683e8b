package cumulus.benchmarks;

import cumulus.flash.ByteWriter;
import cumulus.flash.MalformedException;
import cumulus.flash.amf.Amf0Reader;
import cumulus.flash.amf.Amf0Writer;
import cumulus.flash.amf.Amf3Reader;
import cumulus.flash.amf.Amf3Writer;
import cumulus.flash.amf.AmfException;
import cumulus.flash.amf.AmfObject;
import cumulus.flash.amf.AmfOptions;
import cumulus.flash.amf.AmfProblems;
import cumulus.flash.amf.AmfStyle;
import cumulus.flash.amf.AmfValue;
import cumulus.flash.flv.FlvReader;
import cumulus.flash.flv.FlvTag;
import cumulus.flash.flv.FlvWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** An object such as calls carry, and video tags of 2 KB. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FlashBenchmark {
  private static final int TAGS = 100;
  private static final int TAG = 2048;

  private final AmfObject value = new AmfObject();
  private final byte[] amf0;
  private final byte[] amf3;
  private final byte[] film;
  private final FlvTag tag = new FlvTag(9, 40, new byte[TAG]);
  private final FlvWriter writer;

  public FlashBenchmark() {
    value.put("level", "status");
    value.put("code", "NetStream.Play.Start");
    value.put("description", "Started playing film");
    value.put("clientid", AmfValue.of(17.0));
    amf0 = writeAmf0().toByteArray();
    amf3 = writeAmf3().toByteArray();
    try {
      writer = new FlvWriter(OutputStream.nullOutputStream(), true, true);
      var bytes = new ByteArrayOutputStream();
      var whole = new FlvWriter(bytes, true, true);
      for (int i = 0; i < TAGS; i++) {
        whole.write(tag);
      }
      film = bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Benchmark
  public final ByteWriter writeAmf0() {
    var out = new ByteWriter();
    new Amf0Writer(out, AmfStyle.AMF0_ONLY).write(value);
    return out;
  }

  @Benchmark
  public final ByteWriter writeAmf3() {
    var out = new ByteWriter();
    new Amf3Writer(out, AmfOptions.CLIENT, AmfProblems.NONE).write(value);
    return out;
  }

  @Benchmark
  public AmfValue readAmf0() throws AmfException {
    return new Amf0Reader(amf0, 0, amf0.length).read();
  }

  @Benchmark
  public AmfValue readAmf3() throws AmfException {
    return new Amf3Reader(amf3, 0, amf3.length, AmfOptions.CLIENT).read();
  }

  @Benchmark
  public void writeTag() throws IOException {
    writer.write(tag);
  }

  @Benchmark
  @OperationsPerInvocation(TAGS)
  public long readTag() throws IOException, MalformedException {
    var reader = new FlvReader(new ByteArrayInputStream(film));
    long bytes = 0;
    for (Optional<FlvTag> next = reader.next(); next.isPresent(); next = reader.next()) {
      bytes += next.get().body().length;
    }
    return bytes;
  }
}
