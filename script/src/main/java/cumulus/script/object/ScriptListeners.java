package cumulus.script.object;

import java.util.List;

/** Who listens to a publication, as scripts see them. */
final class ScriptListeners {
  private final ScriptPublication publication;

  ScriptListeners(ScriptPublication publication) {
    this.publication = publication;
  }

  int count() {
    return publication.publication().listenerCount();
  }

  /** In the order of subscription. */
  List<ScriptListener> all() {
    return publication.publication().listeners().stream().map(publication.all()::of).toList();
  }
}
