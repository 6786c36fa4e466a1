package dev.jensen.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/// Where the time of mutations goes, from a flight recording of the server.
///
/// Waiting for a free worker is left out: it says how many callers there are, not what a call
/// costs.
final class TimeShares {

  private static final String RECORDING = "shares";

  private long restoring;
  private long javascript;
  private long syscalls;
  private long commits;
  private long betweenProcesses;

  private TimeShares() {}

  /// Records the server with process id `pid` while `load` runs.
  static TimeShares record(long pid, Runnable load) throws IOException {
    Path file = Files.createTempFile("jensen", ".jfr");
    Jcmd.run(
        pid,
        "JFR.start",
        "name=" + RECORDING,
        "settings=none",
        "dev.jensen.Execution#enabled=true",
        "dev.jensen.Commit#enabled=true");
    load.run();
    Jcmd.run(pid, "JFR.dump", "name=" + RECORDING, "filename=" + file);
    Jcmd.run(pid, "JFR.stop", "name=" + RECORDING);
    var shares = new TimeShares();
    RecordingFile.readAllEvents(file).forEach(shares::add);
    Files.delete(file);
    return shares;
  }

  private void add(RecordedEvent event) {
    switch (event.getEventType().getName()) {
      case "dev.jensen.Execution" -> {
        Duration inWorker = event.getDuration("total").minus(event.getDuration("waiting"));
        long own = nanos(event, "javascript") + nanos(event, "syscalls");
        restoring += nanos(event, "restoring");
        javascript += nanos(event, "javascript");
        syscalls += nanos(event, "syscalls");
        betweenProcesses += inWorker.toNanos() - own;
      }
      case "dev.jensen.Commit" -> commits += event.getDuration().toNanos();
      default -> {
        // The recording tells about itself as well.
      }
    }
  }

  private static long nanos(RecordedEvent event, String field) {
    return event.getDuration(field).toNanos();
  }

  @Override
  public String toString() {
    double all = (restoring + javascript + syscalls + commits + betweenProcesses) / 100.0;
    return "context restore %.0f %%, JavaScript %.0f %%, between processes %.0f %%, storage %.0f %% (reads %.0f, commit %.0f)"
        .formatted(
            restoring / all,
            javascript / all,
            betweenProcesses / all,
            (syscalls + commits) / all,
            syscalls / all,
            commits / all);
  }
}
