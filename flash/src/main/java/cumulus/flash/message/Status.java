package cumulus.flash.message;

import cumulus.flash.ByteWriter;
import cumulus.flash.amf.Amf0Writer;
import cumulus.flash.amf.AmfStyle;

/**
 * An info object: what a NetStatusEvent shows to a program. What the server itself says is pure
 * AMF0 (amf-lua section 1).
 *
 * @param level "status", "warning" or "error"
 * @param code one of {@link StatusCode}, or what an application says
 * @param description for people
 */
public record Status(String level, String code, String description) {
  public static Status status(String code, String description) {
    return new Status("status", code, description);
  }

  public static Status error(String code, String description) {
    return new Status("error", code, description);
  }

  /** Writes the info object. */
  public void write(Amf0Writer out) {
    writeOpen(out);
    out.endObject();
  }

  /** Writes the info object but for its end: further properties are to be written. */
  public void writeOpen(Amf0Writer out) {
    out.startObject();
    out.writeName("level");
    out.writeString(level);
    out.writeName("code");
    out.writeString(code);
    out.writeName("description");
    out.writeString(description);
  }

  /**
   * The message onStatus with this info, type 20, timestamp 0 and transaction id 0: some clients
   * pass over a status with another id (trap 5).
   */
  public byte[] toOnStatus() {
    return toCommand("onStatus", 0);
  }

  /** The message _error with this info, type 20, timestamp 0. */
  public byte[] toError(double transactionId) {
    return toCommand("_error", transactionId);
  }

  /** The message _result with this info, type 20, timestamp 0. */
  public byte[] toResult(double transactionId) {
    return toCommand("_result", transactionId);
  }

  private byte[] toCommand(String name, double transactionId) {
    var out = new ByteWriter(256);
    Amf0Writer writer = Command.start(out, name, transactionId, AmfStyle.AMF0_ONLY);
    writer.writeNull();
    write(writer);
    return out.toByteArray();
  }
}
