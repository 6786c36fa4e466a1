package dev.jensen.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// What processes use of this machine.
final class Usage {

  private Usage() {}

  /// Processor time since they started, in steps of the system's clock (mostly 10 ms).
  static Duration processorTime(List<Long> pids) {
    return pids.stream()
        .flatMap(pid -> ProcessHandle.of(pid).stream())
        .flatMap(process -> process.info().totalCpuDuration().stream())
        .reduce(Duration.ZERO, Duration::plus);
  }

  /// Processor time of this process.
  static Duration ownProcessorTime() {
    return processorTime(List.of(ProcessHandle.current().pid()));
  }

  /// Resident memory, or 0 if the process is gone or this is no Linux.
  static long residentKib(long pid) {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    if (!Files.exists(status)) {
      return 0;
    }
    try (var lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
