package cumulus.server;

import cumulus.flash.amf.AmfString;
import cumulus.flash.amf.AmfValue;
import java.util.LinkedHashMap;
import java.util.Map;

/** Whether a client may connect. */
public sealed interface ConnectVerdict {
  /** Yes, with nothing to add. */
  ConnectVerdict ACCEPT = new Accept(Map.of());

  /**
   * Yes.
   *
   * @param properties added to the info object in this order; {@code description} replaces ours,
   *     while {@code level}, {@code code} and {@code objectEncoding} stay what they are
   */
  record Accept(Map<AmfString, AmfValue> properties) implements ConnectVerdict {
    public Accept {
      properties = new LinkedHashMap<>(properties);
    }
  }

  /** There is no such application; the text is what the client is told. */
  record NoApplication(String text) implements ConnectVerdict {}

  /** No; the text is what the client is told. */
  record Refuse(String text) implements ConnectVerdict {}
}
