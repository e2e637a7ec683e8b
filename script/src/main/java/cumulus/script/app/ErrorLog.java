package cumulus.script.app;

import cumulus.script.ScriptLevel;
import cumulus.script.ScriptLog;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes each error of a script once, with its traceback, and counts it when it comes again. */
public final class ErrorLog {
  private static final int MAX_KNOWN = 1000;
  private static final int TICKS = 30;

  private record Key(String path, String activity, String text) {}

  private static final class Repeats {
    private final String file;
    private final int line;
    private int count;

    Repeats(String file, int line) {
      this.file = file;
      this.line = line;
    }
  }

  private final ScriptLog log;
  private final Map<Key, Repeats> known = new LinkedHashMap<>();
  private int ticks;

  public ErrorLog(ScriptLog log) {
    this.log = log;
  }

  /**
   * An error happened.
   *
   * @param path of the application
   * @param activity the event or method
   * @param who the client concerned, may be empty
   */
  public void add(String path, String activity, String who, ScriptError error) {
    var key = new Key(path, activity, error.text());
    Repeats repeats = known.get(key);
    if (repeats != null) {
      repeats.count++;
      return;
    }
    if (known.size() >= MAX_KNOWN) {
      known.remove(known.keySet().iterator().next());
    }
    String file = Places.shortened(error.file());
    known.put(key, new Repeats(file, error.line()));
    String trace = error.trace().isEmpty() ? "" : "\n" + error.trace();
    String client = who.isEmpty() ? "" : " for " + who;
    log.write(
        ScriptLevel.ERROR, file, error.line(), what(key) + client + ": " + error.text() + trace);
  }

  /** Every two seconds: once a minute says what came again, and forgets what did not. */
  public void tick() {
    if (++ticks % TICKS != 0) {
      return;
    }
    Iterator<Map.Entry<Key, Repeats>> all = known.entrySet().iterator();
    while (all.hasNext()) {
      var next = all.next();
      Repeats repeats = next.getValue();
      if (repeats.count == 0) {
        all.remove();
      } else {
        log.write(
            ScriptLevel.ERROR,
            repeats.file,
            repeats.line,
            what(next.getKey())
                + ": "
                + next.getKey().text
                + " ("
                + repeats.count
                + " times more)");
        repeats.count = 0;
      }
    }
  }

  /** The application was changed: its errors are news again. */
  public void forget(String path) {
    known.keySet().removeIf(key -> key.path.equals(path));
  }

  private static String what(Key key) {
    return key.activity + " of application " + AppPath.shown(key.path);
  }
}
