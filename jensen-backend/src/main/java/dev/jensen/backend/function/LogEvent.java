package dev.jensen.backend.function;

import java.util.List;

/// Something that people who watch logs see (`spec/deploy-api.md` §13).
public sealed interface LogEvent permits Completion, Progress {

  /// The function, such as `messages:send`, or `GET /path` for an HTTP action.
  String path();

  /// Console lines that no event before had.
  List<LogLine> logLines();
}
