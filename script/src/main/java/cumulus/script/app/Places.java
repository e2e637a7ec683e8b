package cumulus.script.app;

/** Names of script files as the log shows them. */
public final class Places {
  private Places() {}

  /** A path cut to its last folder and the file name. */
  public static String shortened(String path) {
    int name = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
    int folder = Math.max(path.lastIndexOf('/', name - 1), path.lastIndexOf('\\', name - 1));
    return path.substring(folder + 1);
  }
}
