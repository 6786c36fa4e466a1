package dev.jensen.backend.function;

import dev.jensen.backend.identity.Identity;
import dev.jensen.backend.model.FunctionType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One finished execution, as people who watch logs see it (`spec/deploy-api.md` §13).
///
/// @param path without `.js`, such as `messages:send`
/// @param error the full text with its stack, never redacted, or null if it succeeded
/// @param cached whether the result came from the query cache
/// @param finished when it ended
/// @param total from the call to the result
/// @param javascript spent in user code
/// @param httpStatus what an HTTP action responded, or null
/// @param returnBytes size of the encoded result, 0 if there is none
/// @param isInNode whether it ran in a Node.js process
public record Completion(
    FunctionType type,
    String path,
    List<LogLine> logLines,
    @Nullable String error,
    boolean cached,
    Instant finished,
    Duration total,
    Duration javascript,
    @Nullable Integer httpStatus,
    long returnBytes,
    Identity identity,
    String requestId,
    Caller caller,
    boolean isInNode)
    implements LogEvent {

  public Completion {
    logLines = List.copyOf(logLines);
  }
}
