package dev.jensen.backend.sync;

import dev.jensen.backend.function.Caller;
import dev.jensen.backend.function.Failures;
import dev.jensen.backend.function.FunctionCall;
import dev.jensen.backend.function.FunctionResult;
import dev.jensen.backend.function.Functions;
import dev.jensen.backend.function.InvalidFunctionPathException;
import dev.jensen.backend.function.LiveResult;
import dev.jensen.backend.function.OverloadedException;
import dev.jensen.backend.function.RequestOrigin;
import dev.jensen.backend.identity.Identity;
import dev.jensen.backend.model.FunctionType;
import dev.jensen.backend.transaction.ReadSet;
import dev.jensen.backend.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Runs the queries of updates, several of one update at once.
///
/// Thread-safe.
final class UpdateRunner {

  /// Of one update.
  private static final int AT_ONCE = 20;

  private static final Duration BACKOFF_FIRST = Duration.ofMillis(500);
  private static final int RETRIES_MAX = 6;
  private static final int REQUEST_ID_BYTES = 8;

  private final World world;
  private final Functions functions;
  private final ServerMessages messages;

  UpdateRunner(World world, Functions functions, ServerMessages messages) {
    this.world = world;
    this.functions = functions;
    this.messages = messages;
  }

  /// Runs all queries of `update`, on other threads; fails with what the first of them failed with
  /// that could not be run.
  ///
  /// @param isWanted asked now and then whether anybody waits for it
  CompletableFuture<Void> run(Update update, Identity identity, BooleanSupplier isWanted) {
    if (update.runs().size() <= AT_ONCE) {
      return CompletableFuture.allOf(
          update.runs().stream()
              .map(run -> answer(run, update, identity))
              .toArray(CompletableFuture<?>[]::new));
    }
    var done = new CompletableFuture<Void>();
    var _ =
        world.start(
            "sync-update",
            () -> {
              try {
                runSomeAtOnce(update, identity, isWanted);
                done.complete(null);
              } catch (RuntimeException | Error e) {
                done.completeExceptionally(e);
              }
            });
    return done;
  }

  private void runSomeAtOnce(Update update, Identity identity, BooleanSupplier isWanted) {
    var failure = new AtomicReference<@Nullable RuntimeException>();
    var waiting = new ConcurrentLinkedQueue<>(update.runs());
    Runnable work =
        () -> {
          for (var run = waiting.poll();
              run != null && failure.get() == null && isWanted.getAsBoolean();
              run = waiting.poll()) {
            try {
              answer(run, update, identity).join();
            } catch (CompletionException e) {
              failure.compareAndSet(null, Failures.cause(e));
            }
          }
        };
    var others = start(Math.min(AT_ONCE, update.runs().size()) - 1, work);
    work.run();
    World.join(others);
    var first = failure.get();
    if (first != null) {
      throw first;
    }
  }

  private List<Thread> start(int count, Runnable work) {
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < count; i++) {
      threads.add(world.start("sync-query", work));
    }
    return threads;
  }

  private CompletableFuture<Void> answer(Update.Run run, Update update, Identity identity) {
    var id = requestId();
    var interest = run.interest();
    var call =
        new FunctionCall(
                interest.path(),
                interest.args(),
                FunctionType.QUERY,
                identity,
                update.end().timestamp(),
                id,
                run.journal())
            .from(RequestOrigin.of(Caller.SYNC_WORKER));
    return patiently(call, 0)
        .thenAccept(result -> {
          var shared = messages.shared(result, id);
          run.finish(
              new Update.Answer(shared.text(), shared.digest(), result.reads(), result.journal()));
        });
  }

  /// A server that is too busy is no reason to tell a client anything.
  private CompletableFuture<LiveResult> patiently(FunctionCall call, int retry) {
    return functions
        .query(call)
        .exceptionallyCompose(failure ->
            switch (Failures.cause(failure)) {
              case InvalidFunctionPathException e -> {
                var text = "%s\n".formatted(e.getMessage());
                yield CompletableFuture.completedFuture(
                    new LiveResult(
                        new FunctionResult.Failure(text, null, List.of()),
                        ReadSet.EMPTY,
                        call.journal()));
              }
              case OverloadedException _ when retry < RETRIES_MAX -> again(call, retry);
              case RuntimeException e -> CompletableFuture.failedFuture(e);
            });
  }

  private CompletableFuture<LiveResult> again(FunctionCall call, int retry) {
    var waited = new CompletableFuture<Void>();
    var _ =
        world.start(
            "sync-retry",
            () -> {
              world.sleep(BACKOFF_FIRST.multipliedBy(1L << retry));
              waited.complete(null);
            });
    return waited.thenCompose(_ -> patiently(call, retry + 1));
  }

  private String requestId() {
    byte[] id = new byte[REQUEST_ID_BYTES];
    world.random().nextBytes(id);
    return HexFormat.of().formatHex(id);
  }
}
