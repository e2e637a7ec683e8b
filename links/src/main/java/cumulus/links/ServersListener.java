package cumulus.links;

import cumulus.flash.amf.AmfOptions;
import cumulus.flash.amf.AmfString;
import cumulus.flash.amf.AmfValue;
import java.util.List;

/**
 * What an application hears of linked servers. All calls come on the application thread, one at a
 * time, those of one link in their order.
 */
public interface ServersListener {
  /** Runs no applications and has no functions. */
  ServersListener NONE = new ServersListener() {};

  /**
   * Paths of the applications that run here, "" for the root; told to the others at each new link.
   */
  default List<String> applications() {
    return List.of();
  }

  /** A link is established; the server is in the collections. */
  default void onServerConnection(LinkedServer server) {}

  /** A link is over; the server is not in the collections any more, and stays readable. */
  default void onServerDisconnection(LinkedServer server) {}

  /**
   * The other server calls a function of ours; nothing is answered, whatever it gives.
   *
   * @return false if there is no such function
   */
  default boolean onCall(LinkedServer server, AmfString name, List<AmfValue> arguments) {
    return false;
  }

  /**
   * Applications run at the other server: those that exist here too should start.
   *
   * @param paths as they came; they may be anything
   */
  default void onApplications(LinkedServer server, List<String> paths) {}

  /** How values are read and written: who knows externalizable classes, for example. */
  default AmfOptions values() {
    return AmfOptions.LINK;
  }
}
