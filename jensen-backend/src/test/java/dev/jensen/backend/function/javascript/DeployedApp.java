package dev.jensen.backend.function.javascript;

import dev.jensen.backend.file.FileStorage;
import dev.jensen.backend.file.MemoryBlobStore;
import dev.jensen.backend.file.UploadTokens;
import dev.jensen.backend.function.Completion;
import dev.jensen.backend.function.DeployedFunctions;
import dev.jensen.backend.function.FunctionCall;
import dev.jensen.backend.function.FunctionResult;
import dev.jensen.backend.function.FunctionRuntime;
import dev.jensen.backend.function.HttpCall;
import dev.jensen.backend.function.HttpOutcome;
import dev.jensen.backend.function.HttpResponder;
import dev.jensen.backend.function.ModuleEvaluator;
import dev.jensen.backend.identity.Identity;
import dev.jensen.backend.index.Index;
import dev.jensen.backend.model.Code;
import dev.jensen.backend.model.EnvironmentVariables;
import dev.jensen.backend.model.FunctionType;
import dev.jensen.backend.model.ImportPhase;
import dev.jensen.backend.model.Modules;
import dev.jensen.backend.model.Origins;
import dev.jensen.backend.model.Schema;
import dev.jensen.backend.model.SchemaIndex;
import dev.jensen.backend.model.StoredSchema;
import dev.jensen.backend.model.UdfConfig;
import dev.jensen.backend.query.CursorCodec;
import dev.jensen.backend.storage.MemoryPersistence;
import dev.jensen.backend.transaction.CommitOutcome;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.backend.world.SystemWorld;
import dev.jensen.backend.world.World;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import dev.jensen.wire.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One of the apps under `src/test/js/apps`, deployed with its schema into an empty database.
public final class DeployedApp implements AutoCloseable {

  private static final World WORLD = new SystemWorld();
  private static final Value.Bytes SEED = new Value.Bytes(new byte[UdfConfig.SEED_BYTES]);

  public final Database database = Database.open(new MemoryPersistence(), WORLD);
  public final List<Completion> completions = Collections.synchronizedList(new ArrayList<>());
  public final FileStorage files =
      new FileStorage(
          WORLD,
          database,
          new MemoryBlobStore(WORLD),
          new UploadTokens(WORLD, new byte[] {4}, "app"));
  final DeployedFunctions functions;

  DeployedApp(JavaScriptRuntime runtime, String name) {
    this(runtime, TestApp.load(name), Map.of());
  }

  /// Deploys `app`, which sees the variables `environment`.
  public <R extends FunctionRuntime & ModuleEvaluator> DeployedApp(
      R runtime, TestApp app, Map<String, String> environment) {
    functions = functionsIn(runtime);
    var phase = new ImportPhase(Instant.EPOCH, 0);
    var analysis =
        runtime.analyze(Code.of(app.modules(), List.of(), environment, phase, app.node()));
    var schema = Schema.parse(runtime.schema(Objects.requireNonNull(app.schema())));
    files.start();
    change(transaction -> {
      new Origins("http://localhost:3210", "http://localhost:3211").store(transaction);
      Modules.store(transaction, app.modules(), analysis);
      EnvironmentVariables.change(transaction, new HashMap<String, @Nullable String>(environment));
      new UdfConfig("1.48.0", "convex/", app.node(), SEED, new Timestamp(0)).store(transaction);
      StoredSchema.submit(transaction, schema).activate(transaction);
      schema.tables().forEach(table -> transaction.definitions().createTable(table.name()));
      schema.indexes().forEach(index -> createIndex(transaction, index));
    });
    database.backfill();
    change(transaction -> schema.indexes().forEach(index -> enable(transaction, index)));
  }

  /// The same functions and documents with another runtime.
  public DeployedFunctions functionsIn(FunctionRuntime runtime) {
    return new DeployedFunctions(
        WORLD,
        database,
        runtime,
        new CursorCodec(new byte[] {1}),
        (_, _, _) -> null,
        completions::add,
        files,
        "test",
        (claims, _, lifetime) -> "%s for %s".formatted(JsonFormat.ENCODED.write(claims), lifetime));
  }

  private static void createIndex(Transaction transaction, SchemaIndex index) {
    var table = Objects.requireNonNull(transaction.table(index.table()));
    transaction
        .definitions()
        .createIndex(table, index.name(), ((SchemaIndex.Database) index).fields());
  }

  private static void enable(Transaction transaction, SchemaIndex index) {
    var table = Objects.requireNonNull(transaction.table(index.table()));
    transaction
        .definitions()
        .setIndexState(
            table, Objects.requireNonNull(table.index(index.name())), Index.State.ENABLED);
  }

  private void change(Consumer<Transaction> change) {
    try (var transaction = database.begin()) {
      change.accept(transaction);
      if (database.commit(transaction) instanceof CommitOutcome.Conflict conflict) {
        throw new AssertionError(conflict);
      }
    }
  }

  public FunctionResult run(FunctionType type, String path, String arguments, Identity identity) {
    return functions.run(
        new FunctionCall(
            path, JsonFormat.ENCODED.read(arguments), type, identity, null, "request"));
  }

  HttpOutcome serve(HttpCall call, HttpResponder responder) {
    return functions.serve(call, responder);
  }

  public String query(String path, String arguments) {
    return success(run(FunctionType.QUERY, path, arguments, new Identity.Unknown()));
  }

  public String mutate(String path, String arguments) {
    return success(run(FunctionType.MUTATION, path, arguments, new Identity.Unknown()));
  }

  public static String success(FunctionResult result) {
    return switch (result) {
      case FunctionResult.Success(var value, _) -> JsonFormat.ENCODED.write(value);
      case FunctionResult.Failure failure -> throw new AssertionError(failure);
    };
  }

  public static String failure(FunctionResult result) {
    return switch (result) {
      case FunctionResult.Success success -> throw new AssertionError(success);
      case FunctionResult.Failure(var message, _, _) -> message;
    };
  }

  @Override
  public void close() {
    database.close();
  }
}
