package dev.jensen.backend.function;

import dev.jensen.backend.file.FileStorage;
import dev.jensen.backend.file.MemoryBlobStore;
import dev.jensen.backend.file.UploadTokens;
import dev.jensen.backend.identity.Identity;
import dev.jensen.backend.index.Index;
import dev.jensen.backend.model.AnalyzedFunction;
import dev.jensen.backend.model.AnalyzedModule;
import dev.jensen.backend.model.FunctionType;
import dev.jensen.backend.model.Module;
import dev.jensen.backend.model.Modules;
import dev.jensen.backend.model.Schema;
import dev.jensen.backend.model.StoredSchema;
import dev.jensen.backend.query.CursorCodec;
import dev.jensen.backend.storage.MemoryPersistence;
import dev.jensen.backend.transaction.CommitOutcome;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.backend.world.SimulatedWorld;
import dev.jensen.value.FieldPath;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A deployment in memory whose functions are lambdas.
public final class LambdaDeployment implements AutoCloseable {

  static final Identity NOBODY = new Identity.Unknown();
  static final Identity ADMIN = new Identity.Admin(false);

  public final SimulatedWorld world = new SimulatedWorld(1);
  public final Database database;
  public final LambdaRuntime runtime = new LambdaRuntime();
  final MemoryBlobStore blobs = new MemoryBlobStore(world);
  final FileStorage files;
  public final List<Completion> completions = Collections.synchronizedList(new ArrayList<>());
  public final DeployedFunctions functions;
  private final Map<FunctionPath, AnalyzedFunction> deployed = new LinkedHashMap<>();

  private int revision;

  public LambdaDeployment() {
    this(Limits.DEFAULT);
  }

  public LambdaDeployment(Limits limits) {
    this(limits, dev.jensen.backend.transaction.Limits.DEFAULT);
  }

  LambdaDeployment(Limits limits, dev.jensen.backend.transaction.Limits ofDatabase) {
    database = Database.open(new MemoryPersistence(), world, ofDatabase);
    files =
        new FileStorage(world, database, blobs, new UploadTokens(world, new byte[] {4}, "lambdas"));
    functions =
        new DeployedFunctions(
            world,
            database,
            runtime,
            new CursorCodec(new byte[] {1, 2, 3}),
            (_, _, _) -> null,
            completions::add,
            files,
            "lambdas",
            (claims, _, _) -> claims.display(),
            limits);
  }

  static Identity user(String name) {
    return new Identity.User(Value.Obj.of(Map.of("subject", new Value.Text(name))), false);
  }

  public LambdaDeployment query(String path, LambdaRuntime.Body body) {
    return deploy(path, FunctionType.QUERY, true, null, null, body);
  }

  public LambdaDeployment mutation(String path, LambdaRuntime.Body body) {
    return deploy(path, FunctionType.MUTATION, true, null, null, body);
  }

  public LambdaDeployment action(String path, LambdaRuntime.Body body) {
    return deploy(path, FunctionType.ACTION, true, null, null, body);
  }

  public LambdaDeployment deploy(
      String path,
      FunctionType type,
      boolean isPublic,
      @Nullable String args,
      @Nullable String returns,
      LambdaRuntime.Body body) {
    var canonical = FunctionPath.parse(path);
    deployed.put(
        canonical, new AnalyzedFunction(canonical.export(), type, isPublic, args, returns, null));
    runtime.put(canonical, body);
    revision++;
    change(this::store);
    return this;
  }

  private void store(Transaction transaction) {
    var modules = deployed.keySet().stream().map(FunctionPath::module).distinct().toList();
    Modules.store(
        transaction,
        modules.stream()
            .map(path ->
                Module.of(
                    path, Module.Environment.ISOLATE, "// revision %d".formatted(revision), null))
            .toList(),
        modules.stream().map(this::analysis).toList());
  }

  private AnalyzedModule analysis(String module) {
    var functions =
        deployed.entrySet().stream()
            .filter(entry -> entry.getKey().module().equals(module))
            .map(Map.Entry::getValue)
            .toList();
    return new AnalyzedModule(module, functions, null, null, false);
  }

  public void schema(String json) {
    change(
        transaction -> StoredSchema.submit(transaction, Schema.parse(json)).activate(transaction));
  }

  /// Makes the table, if it is new, and an enabled index.
  void index(String tableName, String name, String... fields) {
    change(transaction -> {
      var existing = transaction.table(tableName);
      var table = existing == null ? transaction.definitions().createTable(tableName) : existing;
      transaction
          .definitions()
          .createIndex(table, name, Arrays.stream(fields).map(FieldPath::parse).toList());
    });
    database.backfill();
    setIndexState(tableName, name, Index.State.ENABLED);
  }

  void setIndexState(String tableName, String name, Index.State state) {
    change(transaction -> {
      var table = Objects.requireNonNull(transaction.table(tableName));
      transaction
          .definitions()
          .setIndexState(table, Objects.requireNonNull(table.index(name)), state);
    });
  }

  /// Commits what `change` writes.
  public void change(Consumer<Transaction> change) {
    try (var transaction = database.begin()) {
      change.accept(transaction);
      if (database.commit(transaction) instanceof CommitOutcome.Conflict conflict) {
        throw new AssertionError(conflict);
      }
    }
  }

  /// Calls as nobody in particular, through the endpoint of `type`.
  public FunctionResult call(@Nullable FunctionType type, String path, String arguments) {
    return call(type, path, arguments, NOBODY);
  }

  public FunctionResult call(
      @Nullable FunctionType type, String path, String arguments, Identity identity) {
    return functions.run(
        new FunctionCall(
            path, JsonFormat.ENCODED.read(arguments), type, identity, null, "0123456789abcdef"));
  }

  /// The JSON of what a query without arguments returns.
  public String query(String path) {
    return success(call(FunctionType.QUERY, path, "{}"));
  }

  /// The JSON of what a mutation without arguments returns.
  public String mutate(String path) {
    return success(call(FunctionType.MUTATION, path, "{}"));
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
