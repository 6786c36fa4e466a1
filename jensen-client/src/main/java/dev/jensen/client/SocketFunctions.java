package dev.jensen.client;

import dev.jensen.client.sync.LocalStore;
import dev.jensen.client.sync.LostException;
import dev.jensen.client.sync.QueryKey;
import dev.jensen.client.sync.SyncClient;
import dev.jensen.client.wire.FunctionKind;
import dev.jensen.client.wire.FunctionOutcome;
import dev.jensen.mapping.ResultType;
import dev.jensen.mapping.Values;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Calls over the socket as futures.
record SocketFunctions(SyncClient client) implements AsyncConvexFunctions {

  @Override
  public <T> CompletableFuture<T> query(String path, Object arguments, ResultType<T> type) {
    var called = client.query(QueryKey.of(path, Values.arguments(arguments)));
    var result = result(called, type);
    // Who gives up waiting wants no answer any more.
    var unused = result.whenComplete((value, failure) -> called.cancel(false));
    return result;
  }

  @Override
  public <T> CompletableFuture<T> mutation(String path, Object arguments, ResultType<T> type) {
    return mutation(path, arguments, type, null);
  }

  <T> CompletableFuture<T> mutation(
      String path, Object arguments, ResultType<T> type, @Nullable OptimisticUpdate update) {
    Consumer<LocalStore> applied =
        update == null ? null : store -> update.apply(new LocalQueries(store));
    var called = client.call(FunctionKind.MUTATION, path, Values.arguments(arguments), applied);
    return result(called, type);
  }

  @Override
  public <T> CompletableFuture<T> action(String path, Object arguments, ResultType<T> type) {
    return result(client.call(FunctionKind.ACTION, path, Values.arguments(arguments), null), type);
  }

  private static <T> CompletableFuture<T> result(
      CompletableFuture<FunctionOutcome> called, ResultType<T> type) {
    return called
        .exceptionallyCompose(failure -> CompletableFuture.failedFuture(publicForm(failure)))
        .thenApply(outcome -> Results.as(outcome, type));
  }

  private static Throwable publicForm(Throwable failure) {
    var cause =
        failure instanceof CompletionException wrapper && wrapper.getCause() != null
            ? wrapper.getCause()
            : failure;
    return cause instanceof LostException lost ? Results.exception(lost) : cause;
  }
}
