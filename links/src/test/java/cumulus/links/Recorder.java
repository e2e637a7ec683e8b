package cumulus.links;

import cumulus.flash.amf.AmfString;
import cumulus.flash.amf.AmfText;
import cumulus.flash.amf.AmfValue;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;

/** An application that writes down what it hears, one line for each event. */
final class Recorder implements ServersListener {
  final List<String> events = new CopyOnWriteArrayList<>();
  final List<String> applications;
  BiFunction<LinkedServer, String, Boolean> onCall = (_, _) -> true;

  Recorder(String... applications) {
    this.applications = List.of(applications);
  }

  @Override
  public List<String> applications() {
    return applications;
  }

  @Override
  public void onServerConnection(LinkedServer server) {
    events.add("up " + server.address());
  }

  @Override
  public void onServerDisconnection(LinkedServer server) {
    events.add("down " + server.address());
  }

  @Override
  public boolean onCall(LinkedServer server, AmfString name, List<AmfValue> arguments) {
    var line = new StringBuilder(name + "(");
    for (AmfValue argument : arguments) {
      line.append(AmfText.of(argument, 200)).append(' ');
    }
    events.add(line.toString().strip() + ")");
    return onCall.apply(server, name.toString());
  }

  @Override
  public void onApplications(LinkedServer server, List<String> paths) {
    events.add("applications " + paths);
  }
}
