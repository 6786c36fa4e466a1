package dev.jensen.backend.function;

import dev.jensen.backend.model.FunctionType;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Runs functions by path: the door of this package.
///
/// Thread-safe.
public interface Functions {

  /// Runs a query, mutation or action to its end; a mutation's result comes after its commit.
  ///
  /// @throws InvalidFunctionPathException if the path cannot name a function
  /// @throws ReadOnlyKeyException if the caller's admin key permits only queries and this is none
  /// @throws SnapshotNotReadableException if the call asks for a snapshot that is not there
  /// @throws OverloadedException if the server is too busy
  /// @throws TooManyConflictsException if a mutation lost to other writers on every retry
  FunctionResult run(FunctionCall call);

  /// Runs a query whose result is to be kept up to date, at the snapshot that the call names. Does
  /// not wait, because many ask for the same at once: the first one has it run on another thread.
  ///
  /// Fails with an [InvalidFunctionPathException] if the path cannot name a function, a
  /// [SnapshotNotReadableException] if the snapshot is not there, or an [OverloadedException] if
  /// the server is too busy.
  CompletableFuture<LiveResult> query(FunctionCall call);

  /// Runs a mutation that its client may send again, not knowing what became of it: whatever
  /// committed once is not run again. Waits until it is decided, but not until it is durable: what
  /// is run next sees what this one did.
  ///
  /// @throws InvalidFunctionPathException if the path cannot name a function
  /// @throws ReadOnlyKeyException if the caller's admin key permits only queries
  /// @throws OverloadedException if the server is too busy
  /// @throws TooManyConflictsException if it lost to other writers on every retry
  DecidedMutation decide(FunctionCall call, SessionRequest request);

  /// Runs a mutation together with what `companion` does in the same transaction.
  ///
  /// @throws InvalidFunctionPathException if the path cannot name a function
  /// @throws OverloadedException if the server is too busy
  /// @throws TooManyConflictsException if it lost to other writers on every retry
  CommittedResult mutate(FunctionCall call, MutationCompanion companion);

  /// The type of the function that is deployed there now, or null if there is none.
  ///
  /// @throws InvalidFunctionPathException if the path cannot name a function
  @Nullable FunctionType type(String path);
}
