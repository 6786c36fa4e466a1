package dev.jensen.client;

import dev.jensen.client.wire.FunctionKind;
import dev.jensen.client.wire.FunctionOutcome;
import java.util.Set;

/// How one attempt to call a function over HTTP ended.
sealed interface HttpAttempt {

  /// The function ran.
  record Answered(FunctionOutcome outcome) implements HttpAttempt {}

  /// The deployment answered with a status that is no function's result.
  record Refused(RefusedException reason) implements HttpAttempt {

    private static final Set<Integer> PASSING = Set.of(429, 500, 502, 503, 504);

    boolean isPassing() {
      return PASSING.contains(reason.status());
    }
  }

  /// No answer came.
  record Failed(ConnectionException reason) implements HttpAttempt {}

  /// Whether trying again cannot run a function twice that must run once. A query can always run
  /// again; all others only if no byte of the request has reached the deployment.
  default boolean mayBeRepeated(FunctionKind kind) {
    return switch (this) {
      case Answered answered -> false;
      case Refused refused -> kind == FunctionKind.QUERY && refused.isPassing();
      case Failed failed -> kind == FunctionKind.QUERY || !failed.reason().mayHaveRun();
    };
  }
}
