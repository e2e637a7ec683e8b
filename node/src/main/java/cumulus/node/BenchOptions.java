package cumulus.node;

import cumulus.node.bench.CpuMeter;
import cumulus.node.bench.MemoryMeter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that all kinds of load share. */
final class BenchOptions {
  @Option(
      names = "--pid",
      paramLabel = "PID",
      description = "Process of the server, on this machine: its CPU time is measured too.")
  private long pid;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the figures there too, as JSON.")
  private @Nullable Path json;

  /** The server's CPU time, if it is asked for. */
  Optional<CpuMeter> server() throws CommandFailure {
    if (pid == 0) {
      return Optional.empty();
    }
    Optional<CpuMeter> found = CpuMeter.of(pid);
    if (found.isEmpty()) {
      throw new CommandFailure(
          "there is no process " + pid + " whose CPU time can be read: check --pid",
          ExitCode.USAGE);
    }
    return found;
  }

  /** The same where there is nothing to measure without it. */
  CpuMeter requiredServer() throws CommandFailure {
    return server()
        .orElseThrow(
            () -> new CommandFailure("say with --pid which process the server is", ExitCode.USAGE));
  }

  /** The memory of the same process. */
  MemoryMeter requiredMemory() throws CommandFailure {
    var memory = new MemoryMeter(pid);
    if (memory.bytes().isEmpty()) {
      throw new CommandFailure(
          "the memory of process " + pid + " cannot be read: this needs Linux", ExitCode.USAGE);
    }
    return memory;
  }

  void writeJson(String text) throws CommandFailure {
    if (json == null) {
      return;
    }
    try {
      Files.writeString(json, text + "\n");
    } catch (IOException e) {
      throw new CommandFailure(
          "cannot write " + json + ": " + e.getMessage() + ". Choose another place with --json");
    }
  }
}
