package dev.jensen.testing;

import dev.jensen.backend.Backend;
import dev.jensen.backend.BackendOptions;
import dev.jensen.backend.function.Functions;
import dev.jensen.backend.function.java.JavaFunctions;
import dev.jensen.backend.identity.Identity;
import dev.jensen.backend.model.FunctionType;
import dev.jensen.backend.world.MovableWorld;
import dev.jensen.functions.FunctionApp;
import dev.jensen.functions.MutationContext;
import dev.jensen.functions.UserIdentity;
import dev.jensen.mapping.ResultType;
import dev.jensen.mapping.Values;
import dev.jensen.value.Value;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A deployment in the process of a test, with a clock that the test moves. It has ports of its own
/// and keeps its documents in memory, so that any number of them run at once; what must be files is
/// in a directory that [#close] removes.
///
/// {@snippet file="dev/jensen/testing/TestDeploymentTest.java" region="calls"}
///
/// What is called on the deployment itself is called by nobody in particular, from outside; see
/// [#as(String)] for users and [#asAdmin] for internal functions.
///
/// Thread-safe.
public final class TestDeployment extends Calls implements AutoCloseable {

  private static final String ISSUER = "https://test.invalid";
  private static final String KEY = "test|0123456789abcdef0123456789abcdef0123456789abcdef";
  private static final Identity ADMIN = new Identity.Admin(false);

  /// How long scheduled functions may really take.
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final Duration PAUSE = Duration.ofMillis(2);

  /// Functions that schedule themselves never end.
  private static final int ROUNDS_MAX = 1000;

  private final MovableWorld world;
  private final InTest inTest = new InTest();
  private final TemporaryDirectory directory;
  private final Administration administration;
  private final Backend backend;

  private TestDeployment(FunctionApp app, MovableWorld world) {
    this.world = world;
    directory = TemporaryDirectory.create();
    try {
      backend =
          Backend.startInMemory(
              BackendOptions.defaults(directory.path()).withAdminKey(KEY),
              JavaFunctions.of(app.with(inTest), "test"),
              world);
    } catch (RuntimeException e) {
      directory.close();
      throw e;
    }
    administration = new Administration(backend.url(), KEY);
  }

  /// A deployment with the functions of these objects.
  ///
  /// @throws RuntimeException if one breaks a rule; the message says which
  public static TestDeployment of(Object... modules) {
    return start(FunctionApp.of(modules));
  }

  /// A deployment with the functions, tables and cron jobs of an application in Java;
  /// `FunctionApp.of()` for none. Its clock begins at the real time.
  ///
  /// {@snippet file="dev/jensen/testing/TestDeploymentTest.java" region="start"}
  ///
  /// @throws RuntimeException if it breaks a rule; the message says which
  public static TestDeployment start(FunctionApp app) {
    return new TestDeployment(app, new MovableWorld());
  }

  /// As [#start], with a clock that begins at `time`. So cron jobs become due at the same point of
  /// a test at whatever time of day it runs.
  ///
  /// {@snippet file="dev/jensen/testing/TestDeploymentTest.java" region="startAt"}
  ///
  /// @throws RuntimeException if the application breaks a rule; the message says which
  public static TestDeployment startAt(Instant time, FunctionApp app) {
    return new TestDeployment(app, new MovableWorld(time));
  }

  /// Adds the functions, tables and configuration of a project in TypeScript, as `npx convex
  /// deploy` does there. The project's packages must be installed.
  ///
  /// {@snippet file="dev/jensen/testing/TypeScriptProjectTest.java" region="push"}
  ///
  /// @param project the directory that `convex/` is in
  /// @throws IllegalStateException if that fails, with what the tool printed
  public TestDeployment push(Path project) {
    administration.push(project);
    return this;
  }

  /// Sets an environment variable of the deployment.
  public TestDeployment setEnvironment(String name, String value) {
    administration.setEnvironment(name, value);
    return this;
  }

  /// Where files of it are.
  Path directory() {
    return directory.path();
  }

  @Override
  Functions functions() {
    return backend.functions();
  }

  @Override
  Identity identity() {
    return new Identity.Unknown();
  }

  /// The user with this subject, as if signed in with a token of some issuer.
  ///
  /// {@snippet file="dev/jensen/testing/TestDeploymentTest.java" region="as"}
  public TestCaller as(String subject) {
    var attributes = new LinkedHashMap<String, Value>();
    attributes.put("tokenIdentifier", new Value.Text("%s|%s".formatted(ISSUER, subject)));
    attributes.put("issuer", new Value.Text(ISSUER));
    attributes.put("subject", new Value.Text(subject));
    return as(new UserIdentity(Value.Obj.of(attributes)));
  }

  /// A user with these attributes.
  public TestCaller as(UserIdentity user) {
    return new TestCaller(backend.functions(), new Identity.User(user.attributes(), false));
  }

  /// Who may call internal functions as well.
  public TestCaller asAdmin() {
    return new TestCaller(backend.functions(), ADMIN);
  }

  /// Does something in a mutation of its own, to prepare documents and to look at them.
  ///
  /// {@snippet file="dev/jensen/testing/TestDeploymentTest.java" region="run"}
  ///
  /// @param work runs again if another mutation changed what it read
  public <R extends @Nullable Object> R run(Function<MutationContext, R> work) {
    var results = new ArrayList<R>();
    perform(ctx -> results.add(work.apply(ctx)));
    return results.getLast();
  }

  /// Does something in a mutation of its own that has no result.
  public void perform(Consumer<MutationContext> work) {
    var ticket = inTest.give(work);
    try {
      var _ = own("run", Map.of("ticket", ticket), FunctionType.MUTATION);
    } finally {
      inTest.take(ticket);
    }
  }

  private Value own(String function, Map<String, ?> arguments, FunctionType type) {
    return call("%s:%s".formatted(InTest.MODULE, function), arguments, type, ADMIN);
  }

  /// The deployment's time.
  public Instant now() {
    return world.now();
  }

  /// Puts the clock forward, and returns when all scheduled functions have ended that are due by
  /// then: each runs at its time, also those that others schedule. Cron jobs that become due are
  /// run as well, but not waited for.
  ///
  /// {@snippet file="dev/jensen/testing/TestDeploymentTest.java" region="time"}
  ///
  /// @throws IllegalStateException if they do not end within a minute, or there is always another
  ///   one
  public void advance(Duration duration) {
    var end = now().plus(duration);
    for (int round = 0; round < ROUNDS_MAX; round++) {
      var next = settle();
      if (next == null || next.isAfter(end)) {
        world.moveTo(end);
        var _ = settle();
        return;
      }
      world.moveTo(next);
    }
    throw endless();
  }

  /// Lets time pass until no scheduled function is left.
  ///
  /// @throws IllegalStateException if there is always another one, or one does not end within a
  ///   minute
  public void finishScheduledFunctions() {
    for (int round = 0; round < ROUNDS_MAX; round++) {
      var next = settle();
      if (next == null) {
        return;
      }
      world.moveTo(next);
    }
    throw endless();
  }

  private static IllegalStateException endless() {
    return new IllegalStateException(
        "There is still a scheduled function after %d rounds. Does one schedule itself?"
            .formatted(ROUNDS_MAX));
  }

  /// Waits until everything has ended that is due, and returns when the next is, or null.
  private @Nullable Instant settle() {
    long began = world.nanoTime();
    while (world.nanoTime() - began < PATIENCE.toNanos()) {
      var now = now();
      var due = unfinished();
      if (due.isEmpty()) {
        return null;
      }
      if (due.getFirst().isAfter(now)) {
        return due.getFirst();
      }
      world.sleep(PAUSE);
    }
    throw new IllegalStateException(
        "Scheduled functions that are due have not ended within %s.".formatted(PATIENCE));
  }

  private List<Instant> unfinished() {
    var times = own("unfinished", Map.of(), FunctionType.QUERY);
    return Values.as(times, new ResultType<List<Double>>() {}).stream()
        .map(millis -> Instant.ofEpochMilli((long) Math.ceil(millis)))
        .toList();
  }

  /// Where it listens for clients.
  public URI url() {
    return backend.url();
  }

  /// Where it listens for requests to HTTP actions.
  public URI siteUrl() {
    return backend.siteUrl();
  }

  /// What clients and tools need to be its administrator.
  public String adminKey() {
    return KEY;
  }

  /// Stops the deployment and removes its data.
  @Override
  public void close() {
    try (directory) {
      backend.close();
    }
  }
}
