package dev.jensen.backend.function;

import java.util.List;

/// What callers are told of a result (`spec/http-api.md` §6).
///
/// @param redacts whether messages and logs of functions are kept from callers
public record ResultText(boolean redacts) {

  /// The message of a failure.
  public String message(FunctionResult.Failure failure, String requestId) {
    var head = "[Request ID: %s] Server Error".formatted(requestId);
    return redacts ? head : "%s\n%s".formatted(head, failure.message());
  }

  /// The console lines.
  public List<String> lines(FunctionResult result) {
    return redacts ? List.of() : result.logLines().stream().map(LogLine::toString).toList();
  }
}
