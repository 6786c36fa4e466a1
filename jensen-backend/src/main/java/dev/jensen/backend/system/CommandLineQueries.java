package dev.jensen.backend.system;

import dev.jensen.backend.function.SystemQueries;
import dev.jensen.backend.model.AnalyzedFunction;
import dev.jensen.backend.model.AnalyzedModule;
import dev.jensen.backend.model.DeployedModule;
import dev.jensen.backend.model.EnvironmentVariables;
import dev.jensen.backend.model.FunctionType;
import dev.jensen.backend.model.HttpRoute;
import dev.jensen.backend.model.JavaApp;
import dev.jensen.backend.model.Modules;
import dev.jensen.backend.model.Origins;
import dev.jensen.backend.query.CursorCodec;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the official command-line tool asks for (`spec/deploy-api.md` §12).
public final class CommandLineQueries implements SystemQueries {

  private static final Value NULL = new Value.Null();

  private final TableQueries tables;

  /// @param cursors for the pages of tables
  public CommandLineQueries(CursorCodec cursors) {
    this.tables = new TableQueries(cursors);
  }

  @Override
  public @Nullable Value run(String path, Transaction transaction, Value.Obj argument) {
    return switch (path) {
      case "_system/cli/queryEnvironmentVariables" -> variables(transaction);
      case "_system/cli/queryEnvironmentVariables:get" ->
          variable(transaction, Arguments.text(argument, "name"));
      case "_system/cli/tables" -> tables.names(transaction);
      case "_system/cli/tableData" -> tables.page(transaction, argument);
      case "_system/cli/tableSize" ->
          tables.size(transaction, Arguments.text(argument, "tableName"));
      case "_system/cli/queryTable" ->
          tables.version(transaction, Arguments.text(argument, "tableName"));
      case "_system/cli/modules:apiSpec" -> functions(transaction);
      case "_system/cli/convexUrl:cloudUrl" -> cloudUrl(transaction);
      case "_system/cli/exports:getLatest" -> Snapshots.latestExport(transaction);
      case "_system/cli/queryImport" ->
          Snapshots.importRow(transaction, Arguments.text(argument, "importId"));
      case "_system/cli/queryImport:list" -> Snapshots.imports(transaction);
      case "_system/frontend/components:list" -> components();
      case "_system/frontend/listCronJobRuns" -> CronQueries.runs(transaction);
      default -> null;
    };
  }

  private static Value variables(Transaction transaction) {
    var list = new ArrayList<Value>();
    EnvironmentVariables.load(transaction)
        .forEach((name, value) -> list.add(variable(name, value)));
    return new Value.Array(list);
  }

  private static Value variable(Transaction transaction, String name) {
    var value = EnvironmentVariables.load(transaction).get(name);
    if (value == null) {
      var origins = Origins.load(transaction);
      value = origins == null ? null : origins.variables().get(name);
    }
    return value == null ? NULL : variable(name, value);
  }

  private static Value variable(String name, String value) {
    return Value.Obj.of(Map.of("name", new Value.Text(name), "value", new Value.Text(value)));
  }

  private static Value cloudUrl(Transaction transaction) {
    var origins = Origins.load(transaction);
    return origins == null ? NULL : new Value.Text(origins.cloud());
  }

  private static Value functions(Transaction transaction) {
    var functions = new ArrayList<Value>();
    Stream.concat(
            Modules.list(transaction).stream()
                .map(DeployedModule::analysis)
                .filter(Objects::nonNull),
            JavaApp.load(transaction).modules().stream())
        .sorted(Comparator.comparing(AnalyzedModule::path))
        .forEach(module -> {
          module.functions().forEach(function -> functions.add(function(module.path(), function)));
          HttpRoute.of(module).forEach(route -> functions.add(httpAction(route)));
        });
    return new Value.Array(functions);
  }

  private static Value function(String module, AnalyzedFunction function) {
    return Value.Obj.of(
        Map.of(
            "identifier", new Value.Text("%s:%s".formatted(module, function.name())),
            "functionType", new Value.Text(function.type().display()),
            "visibility",
                Value.Obj.of(
                    Map.of("kind", new Value.Text(function.isPublic() ? "public" : "internal"))),
            "args", validator(function.args()),
            "returns", validator(function.returns())));
  }

  private static Value httpAction(HttpRoute route) {
    return Value.Obj.of(
        Map.of(
            "functionType", new Value.Text(FunctionType.HTTP_ACTION.display()),
            "method", new Value.Text(route.method()),
            "path", new Value.Text(route.path())));
  }

  private static Value validator(@Nullable String json) {
    return json == null
        ? Value.Obj.of(Map.of("type", new Value.Text("any")))
        : JsonFormat.ENCODED.read(json);
  }

  private static Value components() {
    return new Value.Array(
        List.of(
            Value.Obj.of(
                Map.of(
                    "id",
                    NULL,
                    "name",
                    NULL,
                    "path",
                    new Value.Text(""),
                    "args",
                    Value.Obj.of(Map.of()),
                    "state",
                    new Value.Text("active"),
                    "httpPrefix",
                    NULL))));
  }
}
