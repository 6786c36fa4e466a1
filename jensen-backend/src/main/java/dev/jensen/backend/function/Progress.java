package dev.jensen.backend.function;

import dev.jensen.backend.model.FunctionType;
import java.time.Instant;
import java.util.List;

/// What an action has written to its console while it runs.
///
/// @param path without `.js`, such as `messages:send`
/// @param started when it began
public record Progress(
    FunctionType type, String path, List<LogLine> logLines, Instant started, String requestId)
    implements LogEvent {

  public Progress {
    logLines = List.copyOf(logLines);
  }
}
