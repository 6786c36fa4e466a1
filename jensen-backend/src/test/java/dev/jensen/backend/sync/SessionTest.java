package dev.jensen.backend.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jensen.backend.function.Caller;
import dev.jensen.backend.function.CommittedResult;
import dev.jensen.backend.function.DecidedMutation;
import dev.jensen.backend.function.FunctionCall;
import dev.jensen.backend.function.FunctionResult;
import dev.jensen.backend.function.Functions;
import dev.jensen.backend.function.LiveResult;
import dev.jensen.backend.function.MutationCompanion;
import dev.jensen.backend.function.OverloadedException;
import dev.jensen.backend.function.RequestOrigin;
import dev.jensen.backend.function.ResultText;
import dev.jensen.backend.function.SessionRequest;
import dev.jensen.backend.function.SnapshotNotReadableException;
import dev.jensen.backend.function.TooManyConflictsException;
import dev.jensen.backend.identity.AdminKey;
import dev.jensen.backend.identity.Authenticator;
import dev.jensen.backend.identity.InstanceKeys;
import dev.jensen.backend.identity.Proof;
import dev.jensen.backend.identity.ServiceProofs;
import dev.jensen.backend.model.FunctionType;
import dev.jensen.backend.storage.MemoryPersistence;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.world.SimulatedWorld;
import dev.jensen.backend.world.SystemWorld;
import dev.jensen.backend.world.World;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How sessions end.
class SessionTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final AdminKey KEY = AdminKey.parse("acme|" + "0".repeat(32));

  private static final String CONNECT =
      """
      {"type":"Connect","sessionId":"00000000-0000-4000-8000-000000000001","connectionCount":0,\
      "lastCloseReason":null}\
      """;

  private static final String SUBSCRIBE =
      """
      {"type":"ModifyQuerySet","baseVersion":0,"newVersion":1,"modifications":\
      [{"type":"Add","queryId":0,"udfPath":"notes:list","args":[{}]}]}\
      """;

  private static final String ACTION =
      """
      {"type":"Action","requestId":%d,"udfPath":"notes:shout","args":[{}]}\
      """;

  private static final String MUTATION =
      """
      {"type":"Mutation","requestId":%d,"udfPath":"notes:add","args":[{}]}\
      """;

  private final SystemWorld world = new SystemWorld();
  private final Database database = Database.open(new MemoryPersistence(), world);
  private final FailingFunctions functions = new FailingFunctions();
  private final SyncServer server =
      new SyncServer(world, database, functions, authenticator(world), new ResultText(false));

  @AfterEach
  void close() {
    server.close();
    database.close();
  }

  /// The memory of a message is counted until somebody says that it was handled.
  @Test
  void everyMessageIsGivenBackAlsoWhenOneBeforeEndedTheSession() throws InterruptedException {
    var connection = new SlowConnection();
    var session = open(connection);
    var handled = new CountDownLatch(4);

    session.received("no message", handled::countDown);
    connection.isSending.await();
    for (int i = 0; i < 3; i++) {
      session.received("{}", handled::countDown);
    }
    connection.mayGoOn.countDown();

    assertThat(handled.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void whatGoesWrongWhileItIsHandledEndsTheSession() throws InterruptedException {
    var connection = new BrokenConnection();
    var session = open(connection);

    session.received("no message", () -> {});

    connection.assertClosed(1011, "InternalServerError");
    await(() -> server.sessionCount() == 0);
  }

  @Test
  void whatGoesWrongWhileAQueryRunsEndsTheSession() throws InterruptedException {
    var connection = new FastConnection();
    var session = open(connection);

    session.received(CONNECT, () -> {});
    session.received(SUBSCRIBE, () -> {});

    connection.assertClosed(1011, "InternalServerError");
    await(() -> server.sessionCount() == 0);
  }

  @Test
  void whoeverIsToldASnapshotThatIsGoneComesBack() throws InterruptedException {
    functions.queryFailure =
        new SnapshotNotReadableException(false, new IllegalArgumentException("of this test"));
    var connection = new FastConnection();
    var session = open(connection);

    session.received(CONNECT, () -> {});
    session.received(SUBSCRIBE, () -> {});

    connection.assertClosed(1013, "OutOfRetention");
  }

  static Stream<Arguments> nothingWrongWithTheMutation() {
    return Stream.of(
        Arguments.of(new OverloadedException("of this test"), "TooManyConcurrentRequests"),
        Arguments.of(new OverloadedException("TooManyWrites", "of this test"), "TooManyWrites"),
        Arguments.of(
            new TooManyConflictsException("of this test"), "OptimisticConcurrencyControlFailure"));
  }

  /// It is not answered, so that the client sends it again.
  @ParameterizedTest
  @MethodSource("nothingWrongWithTheMutation")
  void whatMayGoWellNextTimeIsTriedAgain(RuntimeException failure, String reason)
      throws InterruptedException {
    functions.mutationFailure = failure;
    functions.mayEnd.countDown();
    var connection = new FastConnection();

    open(connection).received(MUTATION.formatted(0), () -> {});

    connection.assertClosed(1013, reason);
    assertThat(connection.sent).isEmpty();
  }

  @Test
  void clientsComeBackWhenTheServerIsRestarted() throws InterruptedException {
    var connection = new FastConnection();
    open(connection).received(CONNECT, () -> {});

    server.close();

    connection.assertClosed(1012, "");
    await(() -> server.sessionCount() == 0);
  }

  @Test
  void alsoThoseThatComeWhileTheServerStops() throws InterruptedException {
    server.close();
    var connection = new FastConnection();

    var _ = open(connection);

    connection.assertClosed(1012, "");
    await(() -> server.sessionCount() == 0);
  }

  /// Whoever sends requests faster than they run must not have the server keep all of them.
  @Test
  void theMemoryOfARequestCountsUntilItHasEndedOrIsDropped() throws InterruptedException {
    var connection = new FastConnection();
    var session = open(connection);
    var running = new CountDownLatch(1);
    var waiting = new CountDownLatch(1);
    var connected = new CountDownLatch(1);
    session.received(MUTATION.formatted(0), running::countDown);
    session.received(MUTATION.formatted(1), waiting::countDown);
    session.received(CONNECT, connected::countDown);
    assertThat(connected.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    functions.isRunning.await();
    assertThat(running.getCount()).isOne();
    assertThat(waiting.getCount()).isOne();

    session.disconnected();

    assertThat(waiting.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(running.getCount()).isOne();
    functions.mayEnd.countDown();
    assertThat(running.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {MUTATION, ACTION})
  void whoeverHasTooMuchRunningIsTurnedAway(String request) throws InterruptedException {
    var connection = new FastConnection();
    var session = open(connection);
    var large = "\"%s\"".formatted("x".repeat(20 << 20));
    var handled = new CountDownLatch(2);

    for (int i = 0; i < 2; i++) {
      session.received(
          request.formatted(i).replace("{}", "{\"text\":%s}".formatted(large)), handled::countDown);
    }

    connection.assertClosed(1013, tooMany(request));
    functions.mayEnd.countDown();
    assertThat(handled.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  /// Every guess is a connection of its own, and counts as one over HTTP does. The authenticator's
  /// clock stands still: it forgets nothing.
  @Test
  void guessesOfTheAdminKeyAreBounded() throws InterruptedException {
    var authenticator = authenticator(new SimulatedWorld(1));
    try (var guarded =
        new SyncServer(world, database, functions, authenticator, new ResultText(false))) {
      int guesses = 0;
      while (authenticate(guarded, "acme|" + guesses).how.equals("1005 ")) {
        guesses++;
      }
      var tooMany = authenticate(guarded, "acme|x");

      assertThat(guesses).isEqualTo(100);
      assertThat(tooMany.how).isEqualTo("1013 TooManyFailedAttempts");
      assertThat(tooMany.sent).isEmpty();
      assertThat(authenticate(guarded, KEY.reveal()).sent).anyMatch(isOfType("Transition"));
      assertThatThrownBy(() -> authenticator.administrator("acme|x", "127.0.0.1"))
          .hasMessageContaining("wrong too often");
    }
  }

  /// A connection over which that was offered as the admin key, when it has come to its end.
  private static Recording authenticate(SyncServer server, String key) throws InterruptedException {
    var connection = new Recording();
    var session = server.open(connection, true, RequestOrigin.of(Caller.SYNC_WORKER));
    session.received(CONNECT, () -> {});
    session.received(
        "{\"type\":\"Authenticate\",\"baseVersion\":0,\"tokenType\":\"Admin\",\"value\":\"%s\"}"
            .formatted(key),
        () -> {});
    session.received(
        "{\"type\":\"ModifyQuerySet\",\"baseVersion\":0,\"newVersion\":1,\"modifications\":[]}",
        () -> {});
    assertThat(connection.closed.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return connection;
  }

  private static Predicate<String> isOfType(String type) {
    return message -> message.contains("\"type\":\"%s\"".formatted(type));
  }

  /// One mutation runs while a thousand wait; actions all run.
  @ParameterizedTest
  @ValueSource(strings = {MUTATION, ACTION})
  void whoeverHasTooManyRunningIsTurnedAway(String request) throws InterruptedException {
    var connection = new FastConnection();
    var session = open(connection);
    session.received(request.formatted(0), () -> {});
    functions.isRunning.await();
    int most = request.equals(MUTATION) ? 1001 : 1000;
    for (int i = 1; i < most; i++) {
      session.received(request.formatted(i), () -> {});
    }
    var taken = new CountDownLatch(1);
    session.received(CONNECT, taken::countDown);
    assertThat(taken.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(connection.closed.getCount()).isOne();

    session.received(request.formatted(most), () -> {});

    connection.assertClosed(1013, tooMany(request));
    functions.mayEnd.countDown();
  }

  @Test
  void actionsThatRunHoldUpNoMutation() throws InterruptedException {
    var session = open(new FastConnection());
    for (int i = 0; i < 1000; i++) {
      session.received(ACTION.formatted(i), () -> {});
    }

    session.received(MUTATION.formatted(1000), () -> {});

    assertThat(functions.isDeciding.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    functions.mayEnd.countDown();
  }

  private static String tooMany(String request) {
    return request.equals(MUTATION)
        ? "TooManyConcurrentMutations"
        : "TooManyInflightActionsForSingleClient";
  }

  private Session open(Connection connection) {
    return server.open(connection, true, RequestOrigin.of(Caller.SYNC_WORKER));
  }

  private void await(BooleanSupplier condition) {
    long end = world.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(world.nanoTime()).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  private static Authenticator authenticator(World world) {
    var keys = new InstanceKeys(KEY, "00".repeat(32));
    return new Authenticator(
        world,
        keys,
        _ -> {
          throw new AssertionError("no user calls");
        },
        new NoServices());
  }

  /// Has no memory for any message.
  private static final class BrokenConnection extends TestConnection {

    @Override
    public void send(String message) {
      throw new OutOfMemoryError("of this test");
    }
  }

  /// Takes every message.
  private static final class FastConnection extends TestConnection {

    private final List<String> sent = new CopyOnWriteArrayList<>();

    @Override
    public void send(String message) {
      sent.add(message);
    }
  }

  /// Takes a message only when it is told to.
  private static final class SlowConnection extends TestConnection {

    private final CountDownLatch isSending = new CountDownLatch(1);
    private final CountDownLatch mayGoOn = new CountDownLatch(1);

    @Override
    public void send(String message) {
      isSending.countDown();
      try {
        mayGoOn.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  /// Has come to its end when it is closed, or was told of something that is no error.
  private static final class Recording extends TestConnection {

    private final List<String> sent = new CopyOnWriteArrayList<>();

    @Override
    public void send(String message) {
      sent.add(message);
      if (isOfType("Transition").test(message)) {
        closed.countDown();
      }
    }
  }

  private abstract static class TestConnection implements Connection {

    final CountDownLatch closed = new CountDownLatch(1);
    volatile String how = "";

    void assertClosed(int code, String reason) throws InterruptedException {
      assertThat(closed.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(how).isEqualTo("%d %s".formatted(code, reason));
    }

    @Override
    public String address() {
      return "127.0.0.1";
    }

    @Override
    public void probe(String message) {}

    @Override
    public void close(int code, String reason) {
      how = "%d %s".formatted(code, reason);
      closed.countDown();
    }

    @Override
    public void abort() {}
  }

  private static final class NoServices implements ServiceProofs {

    @Override
    public boolean isOne(String token) {
      return false;
    }

    @Override
    public Proof verify(String token) {
      throw new AssertionError("no service calls");
    }
  }

  /// Queries fail as functions do that ask for more memory than there is, or as they are told to.
  private static final class FailingFunctions implements Functions {

    private static final FunctionResult ENDED =
        new FunctionResult.Failure("ended", null, List.of());

    private final CountDownLatch isRunning = new CountDownLatch(1);
    private final CountDownLatch isDeciding = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private volatile Throwable queryFailure = new OutOfMemoryError("of this test");
    private volatile @Nullable RuntimeException mutationFailure;

    /// Takes as long as it is told to.
    @Override
    public FunctionResult run(FunctionCall call) {
      isRunning.countDown();
      awaitEnd();
      return ENDED;
    }

    @Override
    public CompletableFuture<LiveResult> query(FunctionCall call) {
      return CompletableFuture.failedFuture(queryFailure);
    }

    /// Takes as long as it is told to.
    @Override
    public DecidedMutation decide(FunctionCall call, SessionRequest request) {
      isRunning.countDown();
      isDeciding.countDown();
      awaitEnd();
      var failure = mutationFailure;
      if (failure != null) {
        throw failure;
      }
      return new DecidedMutation(true, () -> new CommittedResult(ENDED, null));
    }

    private void awaitEnd() {
      try {
        mayEnd.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public CommittedResult mutate(FunctionCall call, MutationCompanion companion) {
      throw new AssertionError(call);
    }

    @Override
    public @Nullable FunctionType type(String path) {
      throw new AssertionError(path);
    }
  }
}
