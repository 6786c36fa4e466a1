package dev.jensen.backend.function;

import dev.jensen.backend.transaction.Transaction;
import org.jspecify.annotations.Nullable;

/// What is done in the transaction of a mutation besides running it, so that both commit or
/// neither.
///
/// Called once per attempt, on the mutation's thread.
public interface MutationCompanion {

  /// Nothing.
  MutationCompanion NONE =
      new MutationCompanion() {
        @Override
        public @Nullable CommittedResult begin(Transaction transaction) {
          return null;
        }

        @Override
        public void succeeded(Transaction transaction, FunctionResult.Success result) {}
      };

  /// Called before the mutation runs.
  ///
  /// @return what stands for a run of the mutation, or null if it is to run
  @Nullable CommittedResult begin(Transaction transaction);

  /// Called when the mutation has returned; what it did is committed next.
  void succeeded(Transaction transaction, FunctionResult.Success result);
}
