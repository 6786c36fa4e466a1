package dev.jensen.client.wire;

import dev.jensen.value.InvalidValueException;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import dev.jensen.value.ValueLimits;
import dev.jensen.wire.Timestamp;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a client sends over a socket (`spec/sync-protocol.md` §4).
public sealed interface ClientMessage {

  /// A deployment takes messages of 64 MiB and closes the socket of a larger one; what is not
  /// arguments fits into the rest.
  int ARGUMENT_BYTES_MAX = 63 << 20;

  /// The most that JSON makes of one byte of a value: the escape of a control character.
  int JSON_FACTOR_MAX = 6;

  /// Refuses a call that no message can carry: to be asked where its caller can be told, because
  /// later it would hold up everything behind it.
  ///
  /// @throws InvalidValueException if the path is no text, or the arguments are too large, or there
  ///   only for what a mutation writes
  static void requireSendable(String path, Value.Obj arguments) {
    // A value says what is wrong with its text.
    var unused = new Value.Text(path);
    requireSendable(arguments);
  }

  /// Refuses arguments that no message can carry.
  ///
  /// @throws InvalidValueException if they are too large, or there only for what a mutation writes
  static void requireSendable(Value.Obj arguments) {
    if (arguments.isPending()) {
      throw new InvalidValueException(
          "A commit timestamp cannot be sent: it has no value before a mutation has written it");
    }
    if (isTooLarge(arguments)) {
      throw new InvalidValueException(
          "The arguments are too large: as JSON they have more than the %s that one message carries."
                  .formatted(ValueLimits.displayBytes(ARGUMENT_BYTES_MAX))
              + " Store large contents as a file and pass its id");
    }
  }

  /// Writes them as JSON only if it could be.
  private static boolean isTooLarge(Value.Obj arguments) {
    return (long) JSON_FACTOR_MAX * arguments.size() > ARGUMENT_BYTES_MAX
        && JsonFormat.ENCODED.writeBytes(arguments).length > ARGUMENT_BYTES_MAX;
  }

  /// The first message of every socket.
  ///
  /// @param lastCloseReason null after the client itself ended the last socket
  /// @param maxObservedTimestamp the newest moment that was seen; null before the first
  /// @param clientTime milliseconds since the Unix epoch
  record Connect(
      UUID sessionId,
      int connectionCount,
      @Nullable String lastCloseReason,
      @Nullable Timestamp maxObservedTimestamp,
      long clientTime)
      implements ClientMessage {}

  /// Says who calls from now on.
  record Authenticate(long baseVersion, Credentials credentials) implements ClientMessage {}

  /// Changes which queries are followed.
  record ModifyQuerySet(long baseVersion, List<QueryChange> changes) implements ClientMessage {}

  /// Calls a mutation or an action.
  record Call(FunctionKind kind, long requestId, String path, Value.Obj arguments)
      implements ClientMessage {}

  /// A change to what is followed.
  sealed interface QueryChange {

    /// Follows a query.
    ///
    /// @param journal what its last run said, on a socket before
    record Add(long queryId, String path, Value.Obj arguments, @Nullable String journal)
        implements QueryChange {}

    /// Follows it no more.
    record Remove(long queryId) implements QueryChange {}
  }
}
