package dev.jensen.backend.function;

import dev.jensen.backend.identity.Identity;
import dev.jensen.backend.model.FunctionType;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.backend.world.World;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
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
  private final Tree tree;
  private final int depth;
  private final @Nullable String formerPageEnd;
  private boolean observedIdentity;
  private boolean observedTime;
  private boolean hasAskedForPage;
  private @Nullable String pageEnd;

  /// What a function has in common with those that it calls.
  ///
  /// @param call the one from outside that they are part of
  /// @param now the frozen clock
  /// @param seeds for the random generators of each
  /// @param files how much of stored files went through them
  private record Tree(
      FunctionCall call,
      Instant now,
      RandomGenerator seeds,
      ScheduledUsage scheduled,
      FileUsage files) {}

  private ExecutionScope(
      Transaction transaction,
      Deployed deployed,
      DeployedFunction function,
      Tree tree,
      int depth,
      @Nullable String formerPageEnd) {
    this.transaction = transaction;
    this.deployed = deployed;
    this.function = function;
    this.tree = tree;
    this.depth = depth;
    this.formerPageEnd = formerPageEnd;
  }

  /// What the function stands on that somebody outside called.
  static ExecutionScope of(
      World world,
      Transaction transaction,
      Deployed deployed,
      DeployedFunction function,
      FunctionCall call) {
    var seeds = new SplittableRandom(world.random().nextLong());
    var tree = new Tree(call, world.now(), seeds, new ScheduledUsage(), new FileUsage());
    return new ExecutionScope(transaction, deployed, function, tree, 0, call.journal());
  }

  /// What a function stands on that this one calls.
  ///
  /// @param transaction this scope's, or one at the same snapshot
  ExecutionScope nested(DeployedFunction called, Transaction transaction) {
    return new ExecutionScope(transaction, deployed, called, tree, depth + 1, null);
  }

  /// Takes over what a function that this one called has seen.
  void observe(ExecutionScope nested) {
    observedIdentity |= nested.observedIdentity;
    observedTime |= nested.observedTime;
  }

  /// How many functions called each other to get here.
  int depth() {
    return depth;
  }

  Instant now() {
    return tree.now();
  }

  FileUsage files() {
    return tree.files();
  }

  /// The seed of the next function's random generator.
  long nextSeed() {
    return tree.seeds().nextLong();
  }

  String requestId() {
    return tree.call().requestId();
  }

  /// The call from outside that the function is part of.
  FunctionCall call() {
    return tree.call();
  }

  /// The scheduled function that this one is, or is part of, or null.
  @Nullable ParentJob parentJob() {
    return tree.call().parentJob();
  }

  /// What the function, those that it called and those that called it have scheduled.
  ScheduledUsage scheduledUsage() {
    return tree.scheduled();
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
    return tree.call().identity();
  }

  /// Who calls, for the function to see: from now on its result is only about this caller.
  Identity observeIdentity() {
    observedIdentity = true;
    return tree.call().identity();
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

  /// Where the page shall end that the next run of the same function reads, or null. One that fails
  /// before it comes to its page leaves that as it was (`spec/sync-protocol.md` §13).
  @Nullable String nextPageEnd(FunctionResult result) {
    boolean hasNotCome = result instanceof FunctionResult.Failure && !hasAskedForPage;
    return hasNotCome ? formerPageEnd : pageEnd;
  }

  void askForPage() {
    hasAskedForPage = true;
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
