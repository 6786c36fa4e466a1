package dev.jensen.backend.function;

import dev.jensen.backend.transaction.ReadSet;
import dev.jensen.wire.Timestamp;
import org.jspecify.annotations.Nullable;

/// A query's result that its caller wants to keep up to date: it stays the result until a commit
/// touches `reads`.
///
/// @param at a snapshot at which it holds
/// @param journal what to pass to the next run of the same query, or null
public record LiveResult(
    FunctionResult result, ReadSet reads, Timestamp at, @Nullable String journal) {

  /// The same result, known to hold at a later snapshot.
  public LiveResult heldAt(Timestamp later) {
    return new LiveResult(result, reads, later, journal);
  }
}
