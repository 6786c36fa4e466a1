package dev.jensen.backend.function;

import dev.jensen.backend.identity.Identity;
import dev.jensen.backend.model.FunctionType;
import dev.jensen.backend.transaction.Transaction;
import org.jspecify.annotations.Nullable;

/// What one running function stands on.
///
/// A function called by another one gets a scope of its own over the same transaction.
///
/// Not thread-safe, like the transaction.
final class ExecutionScope {

  private final Transaction transaction;
  private final Deployed deployed;
  private final DeployedFunction function;
  private final Identity identity;
  private final @Nullable String formerPageEnd;
  private boolean observedIdentity;
  private boolean observedTime;
  private @Nullable String pageEnd;

  ExecutionScope(
      Transaction transaction,
      Deployed deployed,
      DeployedFunction function,
      Identity identity,
      @Nullable String formerPageEnd) {
    this.transaction = transaction;
    this.deployed = deployed;
    this.function = function;
    this.identity = identity;
    this.formerPageEnd = formerPageEnd;
  }

  Transaction transaction() {
    return transaction;
  }

  Deployed deployed() {
    return deployed;
  }

  DeployedFunction function() {
    return function;
  }

  /// Whether the function may write.
  boolean isMutation() {
    return function.type() == FunctionType.MUTATION;
  }

  /// Who calls, for the server's own decisions.
  Identity identity() {
    return identity;
  }

  /// Who calls, for the function to see: from now on its result is only about this caller.
  Identity observeIdentity() {
    observedIdentity = true;
    return identity;
  }

  /// Notes that the function saw something that moves on with time.
  void observeTime() {
    observedTime = true;
  }

  boolean observedIdentity() {
    return observedIdentity;
  }

  boolean observedTime() {
    return observedTime;
  }

  /// Where the page that the function reads ended the last time and shall end again, or null
  /// (`spec/function-runtime.md` §5.1).
  @Nullable String formerPageEnd() {
    return formerPageEnd;
  }

  /// Where the page that the function read ends, or null if it read none.
  @Nullable String pageEnd() {
    return pageEnd;
  }

  void notePageEnd(String cursor) {
    pageEnd = cursor;
  }

  /// The name of the table with this number, or null; the answer enters the read set.
  @Nullable String tableName(long number) {
    var table = transaction.table(number);
    return table == null ? null : table.name();
  }
}
