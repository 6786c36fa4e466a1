package dev.jensen.backend.function.java;

import dev.jensen.functions.ActionContext;
import dev.jensen.functions.Scheduler;
import dev.jensen.functions.StorageWriter;
import dev.jensen.mapping.ResultType;
import org.jspecify.annotations.Nullable;

/// The context of an action.
final class HostActionContext extends HostContext implements ActionContext {

  HostActionContext(Run run) {
    super(run);
  }

  @Override
  public Scheduler scheduler() {
    return new HostScheduler(run, "1.0/actions/schedule", "1.0/actions/cancel_job");
  }

  @Override
  public StorageWriter storage() {
    return new HostStorage(run);
  }

  @Override
  public <R> @Nullable R runQuery(String path, Object arguments, ResultType<R> type) {
    return run.callFunction("1.0/actions/query", null, path, arguments, type);
  }

  @Override
  public <R> @Nullable R runMutation(String path, Object arguments, ResultType<R> type) {
    return run.callFunction("1.0/actions/mutation", null, path, arguments, type);
  }

  @Override
  public <R> @Nullable R runAction(String path, Object arguments, ResultType<R> type) {
    return run.callFunction("1.0/actions/action", null, path, arguments, type);
  }
}
