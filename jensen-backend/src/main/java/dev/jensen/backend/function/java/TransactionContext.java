package dev.jensen.backend.function.java;

import dev.jensen.functions.DatabaseWriter;
import dev.jensen.functions.MutationContext;
import dev.jensen.functions.Scheduler;
import dev.jensen.functions.StorageWriter;
import dev.jensen.mapping.ResultType;
import org.jspecify.annotations.Nullable;

/// The context of a query or a mutation. A query sees it as less than it is, and the server refuses
/// what a query may not do all the same.
final class TransactionContext extends HostContext implements MutationContext {

  private static final String RUN = "1.0/runUdf";

  TransactionContext(Run run) {
    super(run);
  }

  @Override
  public DatabaseWriter db() {
    return new HostDatabase(run);
  }

  @Override
  public StorageWriter storage() {
    return new HostStorage(run);
  }

  @Override
  public Scheduler scheduler() {
    return new HostScheduler(run, "1.0/schedule", "1.0/cancel_job");
  }

  @Override
  public <R> @Nullable R runQuery(String path, Object arguments, ResultType<R> type) {
    return run.callFunction(RUN, "query", path, arguments, type);
  }

  @Override
  public <R> @Nullable R runMutation(String path, Object arguments, ResultType<R> type) {
    return run.callFunction(RUN, "mutation", path, arguments, type);
  }
}
