package cumulus.server;

import java.util.List;

/**
 * What the application thread knows at a moment, for people.
 *
 * @param clients of those asked about, the ones that are known
 * @param names published or waited for, those with most listeners first, up to the number asked for
 * @param nameCount of all names
 */
public record ControlReport(
    ControlStatistics statistics, List<Client> clients, List<Name> names, int nameCount) {
  public ControlReport {
    clients = List.copyOf(clients);
    names = List.copyOf(names);
  }

  /**
   * A client.
   *
   * @param path of its application, as it asked for it
   */
  public record Client(long client, String path, boolean isConnected) {}

  /**
   * A name.
   *
   * @param publication number of what is published under it; 0 if its listeners wait for somebody
   */
  public record Name(String name, long publication, int listeners) {}
}
