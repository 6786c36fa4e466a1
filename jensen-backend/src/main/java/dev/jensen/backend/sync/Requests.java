package dev.jensen.backend.sync;

import dev.jensen.backend.function.CommittedResult;
import dev.jensen.backend.function.FunctionCall;
import dev.jensen.backend.function.FunctionResult;
import dev.jensen.backend.function.Functions;
import dev.jensen.backend.function.InvalidFunctionPathException;
import dev.jensen.backend.function.ReadOnlyKeyException;
import dev.jensen.backend.function.SessionRequest;
import dev.jensen.backend.identity.Identity;
import dev.jensen.backend.model.FunctionType;
import dev.jensen.backend.sync.ClientMessage.Action;
import dev.jensen.backend.sync.ClientMessage.Mutation;
import dev.jensen.backend.world.World;
import dev.jensen.value.Value;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Runs the mutations of one session, one after the other, and its actions.
final class Requests implements AutoCloseable {

  private static final int REQUEST_ID_CHARACTERS = 16;
  private static final int WAITING_MAX = 1000;

  private final World world;
  private final Functions functions;
  private final ServerMessages messages;
  private final Answers answers;
  private final Consumer<RuntimeException> failed;
  private final BlockingQueue<Runnable> mutations = new LinkedBlockingQueue<>(WAITING_MAX);
  private volatile boolean closed;
  private UUID session = new UUID(0, 0);
  private @Nullable Thread thread;

  /// Takes responses to be sent.
  interface Answers {
    void add(String response, boolean isMutation);
  }

  /// @param failed told of what must end the session
  Requests(
      World world,
      Functions functions,
      ServerMessages messages,
      Answers answers,
      Consumer<RuntimeException> failed) {
    this.world = world;
    this.functions = functions;
    this.messages = messages;
    this.answers = answers;
    this.failed = failed;
  }

  void begin(UUID newSession) {
    session = newSession;
  }

  void mutate(Mutation mutation, Identity identity) {
    var key = new SessionRequest(session, mutation.request());
    var requestId = requestId(mutation.request());
    boolean fits =
        mutations.offer(() -> {
          var call =
              call(mutation.path(), mutation.args(), FunctionType.MUTATION, identity, requestId);
          var committed = run(call, key);
          answers.add(messages.mutationResponse(mutation.request(), committed, requestId), true);
        });
    if (!fits) {
      throw new TooManyRequestsException();
    }
    if (thread == null) {
      thread = world.start("sync-mutations", this::runMutations);
    }
  }

  void act(Action action, Identity identity) {
    var requestId = requestId(action.request());
    var call = call(action.path(), action.args(), FunctionType.ACTION, identity, requestId);
    FunctionResult result;
    try {
      result = functions.run(call);
    } catch (InvalidFunctionPathException | ReadOnlyKeyException e) {
      result = failure(e);
    }
    answers.add(messages.actionResponse(action.request(), result, requestId), false);
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

  private void runMutations() {
    try {
      while (!closed) {
        mutations.take().run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
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
  }
}
