package dev.jensen.backend.sync;

import dev.jensen.backend.function.CommittedResult;
import dev.jensen.backend.function.FunctionCall;
import dev.jensen.backend.function.FunctionResult;
import dev.jensen.backend.function.Functions;
import dev.jensen.backend.function.InvalidFunctionPathException;
import dev.jensen.backend.function.ReadOnlyKeyException;
import dev.jensen.backend.function.RequestOrigin;
import dev.jensen.backend.function.SessionRequest;
import dev.jensen.backend.identity.Identity;
import dev.jensen.backend.model.FunctionType;
import dev.jensen.backend.sync.ClientMessage.Action;
import dev.jensen.backend.sync.ClientMessage.Mutation;
import dev.jensen.backend.world.World;
import dev.jensen.value.Value;
import dev.jensen.wire.Timestamp;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Runs the mutations of one session, one after the other, and its actions.
final class Requests implements AutoCloseable {

  private static final int REQUEST_ID_CHARACTERS = 16;
  private static final int WAITING_MAX = 1000;
  private static final int ACTIONS_MAX = 1000;

  /// Responses that may wait to be sent: a client that does not read gets no more work done.
  private static final int ANSWERS_MAX = 16;

  private final World world;
  private final Functions functions;
  private final ServerMessages messages;
  private final Consumer<Response> answers;
  private final Consumer<Throwable> failed;
  private final BlockingQueue<Runnable> mutations = new LinkedBlockingQueue<>(WAITING_MAX);
  private final Semaphore actions = new Semaphore(ACTIONS_MAX);
  private final Semaphore room = new Semaphore(ANSWERS_MAX);
  private volatile boolean closed;
  private UUID session = new UUID(0, 0);
  private @Nullable Thread thread;

  /// What a client is answered.
  ///
  /// @param mutation which one it was, or null for an action
  /// @param committed when, if it was a mutation that succeeded
  record Response(String text, @Nullable SessionRequest mutation, @Nullable Timestamp committed) {

    boolean isFailedMutation() {
      return mutation != null && committed == null;
    }
  }

  /// @param answers takes responses to be sent, and says so with [#sent()]
  /// @param failed told of what must end the session
  Requests(
      World world,
      Functions functions,
      ServerMessages messages,
      Consumer<Response> answers,
      Consumer<Throwable> failed) {
    this.world = world;
    this.functions = functions;
    this.messages = messages;
    this.answers = answers;
    this.failed = failed;
  }

  void begin(UUID newSession) {
    session = newSession;
  }

  /// Has a mutation run after those before it.
  ///
  /// @return what it goes by, also in its response
  SessionRequest mutate(Mutation mutation, Identity identity, RequestOrigin origin) {
    var key = new SessionRequest(session, mutation.request());
    var requestId = requestId(mutation.request());
    boolean fits =
        mutations.offer(() -> {
          var call =
              call(mutation.path(), mutation.args(), FunctionType.MUTATION, identity, requestId)
                  .from(origin);
          var committed = run(call, key);
          var text = messages.mutationResponse(mutation.request(), committed, requestId);
          answer(new Response(text, key, committed.timestamp()));
        });
    if (!fits) {
      throw new TooManyRequestsException("TooManyConcurrentMutations");
    }
    if (thread == null) {
      thread = world.start("sync-mutations", this::runMutations);
    }
    return key;
  }

  void act(Action action, Identity identity, RequestOrigin origin) {
    if (!actions.tryAcquire()) {
      throw new TooManyRequestsException("TooManyInflightActionsForSingleClient");
    }
    var requestId = requestId(action.request());
    var call =
        call(action.path(), action.args(), FunctionType.ACTION, identity, requestId).from(origin);
    world.start(
        "sync-action",
        () -> {
          try {
            var result = run(call);
            var text = messages.actionResponse(action.request(), result, requestId);
            answer(new Response(text, null, null));
          } catch (RuntimeException | Error e) {
            failed.accept(e);
          } finally {
            actions.release();
          }
        });
  }

  private FunctionResult run(FunctionCall call) {
    try {
      return functions.run(call);
    } catch (InvalidFunctionPathException | ReadOnlyKeyException e) {
      return failure(e);
    }
  }

  private CommittedResult run(FunctionCall call, SessionRequest key) {
    try {
      return functions.mutate(call, key);
    } catch (InvalidFunctionPathException | ReadOnlyKeyException e) {
      return new CommittedResult(failure(e), null);
    }
  }

  private static FunctionResult failure(RuntimeException e) {
    return new FunctionResult.Failure("%s\n".formatted(e.getMessage()), null, List.of());
  }

  private static FunctionCall call(
      String path, Value args, FunctionType type, Identity identity, String requestId) {
    return new FunctionCall(path, args, type, identity, null, requestId);
  }

  private void answer(Response response) {
    room.acquireUninterruptibly();
    answers.accept(response);
  }

  /// A response was sent: there is room for another one.
  void sent() {
    room.release();
  }

  private void runMutations() {
    try {
      while (!closed) {
        mutations.take().run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      failed.accept(e);
    }
  }

  /// Shows which request of which session an error belongs to.
  private String requestId(long request) {
    try {
      var text = "%s|%d".formatted(session, request).getBytes(StandardCharsets.US_ASCII);
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text);
      return HexFormat.of().formatHex(hash).substring(0, REQUEST_ID_CHARACTERS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Drops the mutations that wait; the one that runs is finished, but nobody hears of it.
  @Override
  public void close() {
    closed = true;
    mutations.clear();
    boolean _ = mutations.offer(() -> {});
    room.release(WAITING_MAX + ACTIONS_MAX);
  }
}
