package cumulus.client;

import cumulus.flash.amf.AmfNamed;
import cumulus.flash.amf.AmfObject;
import cumulus.flash.amf.AmfValue;

/**
 * An info object: what a NetStatusEvent shows to a program.
 *
 * @param level "status", "warning" or "error"; empty if the server gave none
 * @param code such as {@code NetStream.Publish.Start}; empty if the server gave none
 * @param description for people
 * @param info the whole object, with what the application added
 */
public record NetStatus(String level, String code, String description, AmfNamed info) {
  /** Reads an info object; anything else becomes a status without a code. */
  static NetStatus of(AmfValue value) {
    AmfNamed info = value instanceof AmfNamed named ? named : new AmfObject();
    return new NetStatus(
        info.get("level").textOr(""),
        info.get("code").textOr(""),
        info.get("description").textOr(value instanceof AmfNamed ? "" : value.textOr("")),
        info);
  }

  /** A status of the client itself. */
  static NetStatus local(String level, String code, String description) {
    return new NetStatus(level, code, description, new AmfObject());
  }

  /** True for the level "error". */
  public boolean isError() {
    return level.equals("error");
  }

  @Override
  public String toString() {
    return code + (description.isEmpty() ? "" : " (" + description + ")");
  }
}
