package dev.jensen.backend.sync;

import dev.jensen.backend.function.CommittedResult;
import dev.jensen.backend.function.DecidedMutation;
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
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Runs the mutations of one session, in order, and its actions.
final class Requests implements AutoCloseable {

  private static final int REQUEST_ID_BYTES = 8;
  private static final int ACTIONS_MAX = 1000;

  /// Of what one client's requests that wait or run came with.
  private static final int CHARACTERS_MAX = 32 << 20;

  /// Results that may wait to be durable or to be sent: a client that does not read gets no more
  /// work done.
  private static final int ANSWERS_MAX = 64;

  private final World world;
  private final Functions functions;
  private final ServerMessages messages;
  private final Consumer<Response> answers;
  private final Consumer<Throwable> failed;
  private final Mutations mutations;
  private final Semaphore actions = new Semaphore(ACTIONS_MAX);
  private final Set<SessionRequest> failures = ConcurrentHashMap.newKeySet();
  private final AtomicLong characters = new AtomicLong();
  private final Semaphore room = new Semaphore(ANSWERS_MAX);
  private UUID session = new UUID(0, 0);

  /// The memory that a request came with.
  ///
  /// @param characters of its text
  /// @param done to be called once the request has ended, or will never run
  record Held(int characters, Runnable done) {}

  /// What a client is answered.
  ///
  /// @param mutation which one it was, or null for an action
  /// @param committed when, if it was a mutation that succeeded
  record Response(String text, @Nullable SessionRequest mutation, @Nullable Timestamp committed) {

    boolean isFailedMutation() {
      return mutation != null && committed == null;
    }
  }

  /// @param answers takes responses to be sent, and says so with [#sent(Response)]
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
    this.mutations = new Mutations(world, room, failed);
  }

  void begin(UUID newSession) {
    session = newSession;
  }

  /// Has a mutation run after those before it.
  ///
  /// @return what it goes by, also in its response
  /// @throws TooManyRequestsException if it shall not run; then `held` is still the caller's
  SessionRequest mutate(Mutation mutation, Identity identity, RequestOrigin origin, Held held) {
    var key = new SessionRequest(session, mutation.request());
    var requestId = requestId(mutation.request());
    var call =
        call(mutation.path(), mutation.args(), FunctionType.MUTATION, identity, requestId)
            .from(origin);
    Consumer<CommittedResult> answer =
        committed -> {
          var text = messages.mutationResponse(mutation.request(), committed, requestId);
          answers.accept(new Response(text, key, committed.timestamp()));
        };
    if (!hasRoom(held)) {
      throw tooManyMutations();
    }
    characters.addAndGet(held.characters());
    if (!mutations.offer(
        new Mutations.Mutation(() -> decide(call, key), answer, () -> letGo(held)))) {
      characters.addAndGet(-held.characters());
      throw tooManyMutations();
    }
    return key;
  }

  private static TooManyRequestsException tooManyMutations() {
    return new TooManyRequestsException("TooManyConcurrentMutations");
  }

  /// Runs an action beside everything else.
  ///
  /// @throws TooManyRequestsException if it shall not run; then `held` is still the caller's
  void act(Action action, Identity identity, RequestOrigin origin, Held held) {
    if (!hasRoom(held) || !actions.tryAcquire()) {
      throw new TooManyRequestsException("TooManyInflightActionsForSingleClient");
    }
    characters.addAndGet(held.characters());
    var requestId = requestId(action.request());
    var call =
        call(action.path(), action.args(), FunctionType.ACTION, identity, requestId).from(origin);
    world.start(
        "sync-action",
        () -> {
          try {
            var result = run(call);
            var text = messages.actionResponse(action.request(), result, requestId);
            room.acquireUninterruptibly();
            answers.accept(new Response(text, null, null));
          } catch (RuntimeException | Error e) {
            failed.accept(e);
          } finally {
            actions.release();
            letGo(held);
          }
        });
  }

  /// Whether the arguments of all that wait or run stay within their bound; those of a single
  /// request may be any that could be received.
  private boolean hasRoom(Held held) {
    long now = characters.get();
    return now == 0 || now + held.characters() <= CHARACTERS_MAX;
  }

  private void letGo(Held held) {
    characters.addAndGet(-held.characters());
    held.done().run();
  }

  private FunctionResult run(FunctionCall call) {
    try {
      return functions.run(call);
    } catch (InvalidFunctionPathException | ReadOnlyKeyException e) {
      return failure(e);
    }
  }

  private DecidedMutation decide(FunctionCall call, SessionRequest key) {
    try {
      var decided = functions.decide(call, key);
      if (decided.hasFailed()) {
        failures.add(key);
      }
      return decided;
    } catch (InvalidFunctionPathException | ReadOnlyKeyException e) {
      failures.add(key);
      return new DecidedMutation(true, () -> new CommittedResult(failure(e), null));
    }
  }

  private static FunctionResult failure(RuntimeException e) {
    return new FunctionResult.Failure("%s\n".formatted(e.getMessage()), null, List.of());
  }

  private static FunctionCall call(
      String path, Value args, FunctionType type, Identity identity, String requestId) {
    return new FunctionCall(path, args, type, identity, null, requestId);
  }

  /// Whether the mutation, not answered yet, is known to have failed. It is, before those after it
  /// are run.
  boolean hasFailed(SessionRequest mutation) {
    return failures.contains(mutation);
  }

  /// A response was sent: there is room for another one.
  void sent(Response response) {
    if (response.mutation() != null) {
      failures.remove(response.mutation());
    }
    room.release();
  }

  /// Shows which request of which session an error belongs to.
  private String requestId(long request) {
    try {
      byte[] text = (session + "|" + request).getBytes(StandardCharsets.US_ASCII);
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text);
      return HexFormat.of().formatHex(hash, 0, REQUEST_ID_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Drops the mutations that wait; what runs is finished, but nobody hears of it.
  @Override
  public void close() {
    mutations.close();
    room.release(Mutations.WAITING_MAX + ACTIONS_MAX);
  }
}
