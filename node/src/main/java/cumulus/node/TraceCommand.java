package cumulus.node;

import cumulus.node.admin.AdminClient;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code cumulus trace}: switches the trace of some clients. */
@Command(
    name = "trace",
    mixinStandardHelpOptions = true,
    description = "Write what happens to some clients, event by event, into logs/trace.0.",
    footer = "Without parameters: who is traced now.")
final class TraceCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private AdminOptions options = new AdminOptions();

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "CLIENT",
      description =
          "Client or session of ./cumulus status, beginning of a peer id, address, or all. What can"
              + " match clients that connect later stays on for them.")
  private @Nullable String client;

  @Parameters(index = "1", arity = "0..1", paramLabel = "on|off", description = "Default: on.")
  private @Nullable String how;

  TraceCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws CommandFailure {
    String wanted = Optional.ofNullable(how).orElse("on");
    if (!wanted.equals("on") && !wanted.equals("off")) {
      throw new CommandFailure(
          "a trace is switched on or off, not \"" + wanted + "\"", ExitCode.USAGE);
    }
    options.ask(
        server -> {
          if (client == null) {
            print(server.traces());
          } else {
            boolean isOn = wanted.equals("on");
            AdminClient.Traces traces = server.trace(client, isOn);
            terminal
                .out()
                .printf(
                    "The trace of %s is %s; that is %d of those connected now.%n",
                    client, wanted, traces.clients());
            print(traces);
          }
        });
    return ExitCode.OK;
  }

  private void print(AdminClient.Traces traces) {
    if (traces.traced().isEmpty()) {
      terminal.out().println("Nobody is traced.");
    } else {
      terminal.out().println("Traced: " + String.join(", ", traces.traced()) + ".");
      terminal.out().println("Events go to " + traces.file() + ".");
    }
  }
}
