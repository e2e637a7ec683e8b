package cumulus.flash.amf;

import cumulus.flash.ByteWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * The content of an externalizable object as the object itself wrote it: raw bytes and AMF3 values,
 * in their order. Needs no codec to be written.
 */
public final class AmfExternalContent {
  private sealed interface Part {
    record Raw(byte[] bytes) implements Part {}

    record Value(AmfValue value) implements Part {}
  }

  private final List<Part> parts = new ArrayList<>();
  private ByteWriter raw = new ByteWriter();

  /** Content that is empty so far. */
  public AmfExternalContent() {}

  /** Where the next raw bytes go; valid until {@link #add}. */
  public ByteWriter raw() {
    return raw;
  }

  /** Appends a value. */
  public void add(AmfValue value) {
    seal();
    parts.add(new Part.Value(value));
  }

  void writeTo(Amf3Writer out) {
    seal();
    for (Part part : parts) {
      switch (part) {
        case Part.Raw(byte[] bytes) -> out.raw(bytes);
        case Part.Value(AmfValue value) -> out.write(value);
      }
    }
  }

  private void seal() {
    if (raw.length() > 0) {
      parts.add(new Part.Raw(raw.toByteArray()));
      raw = new ByteWriter();
    }
  }
}
