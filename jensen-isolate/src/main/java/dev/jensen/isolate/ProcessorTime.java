package dev.jensen.isolate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// How much processor time one thread got; where the system does not tell, how much time went by.
final class ProcessorTime {

  private final @Nullable Path schedstat;

  private ProcessorTime(@Nullable Path schedstat) {
    this.schedstat = schedstat;
  }

  static ProcessorTime ofThisThread() {
    try {
      Path thread = Path.of("/proc").resolve(Files.readSymbolicLink(Path.of("/proc/thread-self")));
      Path schedstat = thread.resolve("schedstat");
      return new ProcessorTime(Files.isReadable(schedstat) ? schedstat : null);
    } catch (IOException | UnsupportedOperationException e) {
      return new ProcessorTime(null);
    }
  }

  /// Nanoseconds since some moment before.
  long nanos() {
    if (schedstat == null) {
      return System.nanoTime();
    }
    try {
      String times = Files.readString(schedstat);
      return Long.parseLong(times, 0, times.indexOf(' '), 10);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
