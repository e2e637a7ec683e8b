package cumulus.node;

import cumulus.node.admin.AdminClient;
import cumulus.node.admin.AdminException;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which server a command asks. */
final class AdminOptions {
  /** What a command does with the server's answers. */
  @FunctionalInterface
  interface Question {
    void ask(AdminClient server) throws AdminException, IOException, CommandFailure;
  }

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Folder of the server, as it was started with. Default: that of ./cumulus.")
  private @Nullable Path dir;

  /** Asks; failures become one line. */
  void ask(Question question) throws CommandFailure {
    Path directory = PlaceOptions.directory(dir);
    try {
      question.ask(new AdminClient(directory));
    } catch (AdminException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new CommandFailure(
          "cannot ask the server of " + directory + " (" + Reason.of(e) + "): look at its log");
    }
  }
}
