package dev.jensen.backend.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What became of one run of a cron job.
///
/// @param due when it was to begin
/// @param started when it began
/// @param error message and stack, or null if it succeeded
public record CronRun(
    String identifier,
    Instant due,
    Instant started,
    Duration duration,
    @Nullable String error,
    List<String> logLines) {

  public CronRun {
    logLines = List.copyOf(logLines);
  }
}
