package dev.jensen.backend.function;

import dev.jensen.backend.file.FileStorage;
import dev.jensen.backend.function.web.WebClient;
import dev.jensen.backend.identity.Identity;
import dev.jensen.backend.model.DeploymentState;
import dev.jensen.backend.model.FunctionType;
import dev.jensen.backend.model.NextSchema;
import dev.jensen.backend.query.CursorCodec;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.transaction.Remembered;
import dev.jensen.backend.world.World;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Runs the functions that are deployed.
public final class DeployedFunctions implements Functions, HttpActions {

  private final World world;
  private final Database database;
  private final Remembered<Deployed> deployedCode;
  private final QueryRunner queries;
  private final MutationRunner mutations;
  private final ActionRunner actions;
  private final HttpActionRunner httpActions;
  private final CompletionListener listener;
  private final ServiceAccess services;

  /// Runs functions in `runtime` over `database`, and tells `listener` of each.
  ///
  /// @param cursors for the pages that functions read
  /// @param systemQueries what is below `_system/`
  /// @param files that functions store
  public DeployedFunctions(
      World world,
      Database database,
      FunctionRuntime runtime,
      CursorCodec cursors,
      SystemQueries systemQueries,
      CompletionListener listener,
      FileStorage files,
      String deploymentName,
      JwtSigner signer) {
    this(
        world,
        database,
        runtime,
        cursors,
        systemQueries,
        listener,
        files,
        deploymentName,
        signer,
        Limits.DEFAULT);
  }

  /// As the other constructor, with other limits than usual.
  public DeployedFunctions(
      World world,
      Database database,
      FunctionRuntime runtime,
      CursorCodec cursors,
      SystemQueries systemQueries,
      CompletionListener listener,
      FileStorage files,
      String deploymentName,
      JwtSigner signer,
      Limits limits) {
    this.world = world;
    this.database = database;
    this.listener = listener;
    this.services = new ServiceAccess(listener);
    this.deployedCode =
        new Remembered<>(database, transaction -> Deployed.of(DeploymentState.load(transaction)));
    var executor =
        new FunctionExecutor(
            world, runtime, cursors, files, deploymentName, signer, new NextSchema(database));
    this.queries = new QueryRunner(world, database, deployedCode, executor, systemQueries, limits);
    this.mutations = new MutationRunner(world, database, deployedCode, executor, limits);
    var services =
        new ActionServices(
            world,
            database,
            deployedCode,
            runtime,
            this,
            new ActionScheduling(world, database, deployedCode),
            files,
            new WebClient(world),
            listener,
            deploymentName);
    this.actions = new ActionRunner(services);
    this.httpActions = new HttpActionRunner(services);
  }

  @Override
  public FunctionResult run(FunctionCall call) {
    var path = FunctionPath.parse(call.path());
    var report = new Report(call, path, type(call, path), world.nanoTime());
    try {
      return switch (report.type()) {
        case QUERY -> {
          var answer = queries.run(admitted(call, path), path);
          yield finish(report, answer.outcome().attempt(), answer.cached());
        }
        case MUTATION ->
            finish(
                report,
                mutations
                    .decide(admitted(call, path), path, MutationCompanion.NONE)
                    .committed()
                    .join()
                    .attempt(),
                false);
        case ACTION -> finish(report, actions.run(admitted(call, path), path), false);
        case HTTP_ACTION -> throw Access.missing(path, call);
        case null -> throw Access.missing(path, admitted(call, path));
      };
    } catch (RefusedCallException e) {
      return finish(report, refused(e), false);
    } catch (TooManyConflictsException | OverloadedException e) {
      finish(report, refused(new RefusedCallException(String.valueOf(e.getMessage()))), false);
      throw e;
    }
  }

  @Override
  public CompletableFuture<LiveResult> query(FunctionCall call) {
    try {
      var path = FunctionPath.parse(call.path());
      var report = new Report(call, path, FunctionType.QUERY, world.nanoTime());
      return answer(report)
          .thenApply(answer -> {
            var outcome = answer.outcome();
            var result = finish(report, outcome.attempt(), answer.cached());
            return new LiveResult(result, outcome.reads(), outcome.journal());
          })
          .exceptionally(failure -> refusal(report, Failures.cause(failure)));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletableFuture<QueryRunner.Answer> answer(Report report) {
    try {
      return queries.later(admitted(report.call(), report.path()), report.path());
    } catch (RefusedCallException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private LiveResult refusal(Report report, RuntimeException failure) {
    if (!(failure instanceof RefusedCallException refused)) {
      throw failure;
    }
    var call = report.call();
    var at = call.at() == null ? database.latest() : call.at();
    var result = finish(report, refused(refused), false);
    return new LiveResult(result, deployedCode.at(at).reads(), call.journal());
  }

  @Override
  public DecidedMutation decide(FunctionCall call, SessionRequest request) {
    return decide(call, new OnceOnly(world, request));
  }

  @Override
  public CommittedResult mutate(FunctionCall call, MutationCompanion companion) {
    return decide(call, companion).await();
  }

  private DecidedMutation decide(FunctionCall call, MutationCompanion companion) {
    var path = FunctionPath.parse(call.path());
    var report = new Report(call, path, FunctionType.MUTATION, world.nanoTime());
    try {
      var decided = mutations.decide(admitted(call, path), path, companion);
      return new DecidedMutation(
          decided.hasFailed(),
          () -> {
            var run = decided.committed().join();
            return new CommittedResult(finish(report, run.attempt(), false), run.timestamp());
          });
    } catch (RefusedCallException e) {
      var result = new CommittedResult(finish(report, refused(e), false), null);
      return new DecidedMutation(true, () -> result);
    } catch (TooManyConflictsException | OverloadedException e) {
      finish(report, refused(new RefusedCallException(String.valueOf(e.getMessage()))), false);
      throw e;
    }
  }

  /// The call as its caller may make it.
  ///
  /// @throws RefusedCallException if that is not at all
  private FunctionCall admitted(FunctionCall call, FunctionPath path) {
    return call.identity() instanceof Identity.Service
        ? services.admit(call, path, deployedFunction(path))
        : call;
  }

  /// The type the caller expects, or else the type that is deployed; null if there is nothing.
  private @Nullable FunctionType type(FunctionCall call, FunctionPath path) {
    if (call.expected() != null) {
      return call.expected();
    }
    if (path.isSystem()) {
      return FunctionType.QUERY;
    }
    return deployedType(path);
  }

  @Override
  public @Nullable FunctionType type(String path) {
    return deployedType(FunctionPath.parse(path));
  }

  private @Nullable FunctionType deployedType(FunctionPath path) {
    var function = deployedFunction(path);
    return function == null ? null : function.type();
  }

  private @Nullable DeployedFunction deployedFunction(FunctionPath path) {
    return deployedCode.at(database.latest()).function(path);
  }

  private static Attempt refused(RefusedCallException e) {
    return new Attempt(FunctionExecutor.failure(e, List.of()), Duration.ZERO, false, false);
  }

  /// A call under way.
  ///
  /// @param type null if it is not known
  private record Report(
      FunctionCall call, FunctionPath path, @Nullable FunctionType type, long startNanos) {}

  @Override
  public HttpOutcome serve(HttpCall request, HttpResponder responder) {
    var call = services.admit(request);
    long start = world.nanoTime();
    var noted = new NotedStatus(responder);
    var run = httpActions.run(call, noted);
    if (run == null) {
      return new HttpOutcome.NoRouter();
    }
    var result = run.attempt().result();
    listener.completed(
        new Completion(
            FunctionType.HTTP_ACTION,
            call.route(),
            result.logLines(),
            result instanceof FunctionResult.Failure(var message, _, _) ? message : null,
            false,
            world.now(),
            Duration.ofNanos(world.nanoTime() - start),
            run.attempt().javascript(),
            noted.status(),
            0,
            call.identity(),
            call.requestId(),
            Caller.HTTP_ENDPOINT,
            false));
    return result instanceof FunctionResult.Failure failure && !run.responded()
        ? new HttpOutcome.Failed(failure)
        : new HttpOutcome.Responded(run.isComplete());
  }

  private FunctionResult finish(Report report, Attempt attempt, boolean cached) {
    var result = attempt.result();
    if (report.type() == null || report.path().isSystem()) {
      return result;
    }
    listener.completed(
        new Completion(
            report.type(),
            report.path().stripped(),
            cached ? List.of() : result.logLines(),
            result instanceof FunctionResult.Failure(var message, _, _) ? message : null,
            cached,
            world.now(),
            Duration.ofNanos(world.nanoTime() - report.startNanos()),
            cached ? Duration.ZERO : attempt.javascript(),
            null,
            result instanceof FunctionResult.Success(var value, _) ? value.size() : 0,
            report.call().identity(),
            report.call().requestId(),
            report.call().origin().caller(),
            report.type() == FunctionType.ACTION && isInNode(report.path())));
    return result;
  }

  private boolean isInNode(FunctionPath path) {
    return deployedCode.at(database.latest()).code().runsInNode(path.module());
  }
}
