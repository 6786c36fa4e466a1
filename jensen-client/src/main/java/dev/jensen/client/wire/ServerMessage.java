package dev.jensen.client.wire;

import dev.jensen.wire.Timestamp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a deployment sends over a socket (`spec/sync-protocol.md` §5).
public sealed interface ServerMessage {

  /// New results, all of one moment.
  record Transition(StateVersion start, StateVersion end, List<Modification> modifications)
      implements ServerMessage {}

  /// A part of the text of a transition.
  record TransitionChunk(String chunk, int part, int parts, String transitionId)
      implements ServerMessage {}

  /// A mutation has run.
  ///
  /// @param timestamp when it committed; null if it failed
  record MutationResponse(long requestId, FunctionOutcome outcome, @Nullable Timestamp timestamp)
      implements ServerMessage {}

  /// An action has run.
  record ActionResponse(long requestId, FunctionOutcome outcome) implements ServerMessage {}

  /// Who calls is refused.
  ///
  /// @param baseVersion the identity version that the server is still at
  /// @param wasAttempted whether a message is refused rather than a token that has expired
  record AuthError(String error, long baseVersion, boolean wasAttempted) implements ServerMessage {}

  /// The conversation is over for good.
  record FatalError(String error) implements ServerMessage {}

  /// Nothing new.
  record Ping() implements ServerMessage {}

  /// A message of a kind that this client does not know.
  record Unknown(String type) implements ServerMessage {}

  /// What a transition changes.
  sealed interface Modification {

    /// The query, by the client's number.
    long queryId();

    /// The query ran.
    ///
    /// @param journal where its page ended; null if it does not say so
    record Ran(long queryId, FunctionOutcome outcome, @Nullable String journal)
        implements Modification {}

    /// The query is followed no more.
    record Removed(long queryId) implements Modification {}
  }
}
