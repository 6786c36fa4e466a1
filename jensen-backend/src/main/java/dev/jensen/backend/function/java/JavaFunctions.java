package dev.jensen.backend.function.java;

import dev.jensen.backend.model.AnalyzedFunction;
import dev.jensen.backend.model.AnalyzedModule;
import dev.jensen.backend.model.HttpRoute;
import dev.jensen.backend.model.JavaApp;
import dev.jensen.functions.Cron;
import dev.jensen.functions.FunctionApp;
import dev.jensen.functions.Table;
import dev.jensen.mapping.MappingException;
import dev.jensen.mapping.TypeValidators;
import dev.jensen.mapping.Values;
import dev.jensen.value.JsonFormat;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// An application in Java, checked, and everything that is derived from it.
///
/// Immutable.
public final class JavaFunctions {

  private static final JsonMapper JSON = JsonMapper.shared();

  /// No application.
  public static final JavaFunctions NONE = new JavaFunctions(Map.of(), JavaApp.NONE);

  private final Map<String, Module> modules;
  private final JavaApp definition;

  /// What is in one module, by name.
  private record Module(Map<String, Handler> functions, Map<String, HttpHandler> httpActions) {

    Module() {
      this(new LinkedHashMap<>(), new LinkedHashMap<>());
    }

    AnalyzedModule analyzed(String path) {
      var analyzed = functions.values().stream().map(Module::analyzed).toList();
      var routes = httpActions.values().stream().map(HttpHandler::route).toList();
      return new AnalyzedModule(
          path, analyzed, routes.isEmpty() ? null : HttpRoute.json(routes), null, false);
    }

    private static AnalyzedFunction analyzed(Handler handler) {
      return new AnalyzedFunction(
          handler.name(),
          handler.type(),
          handler.isPublic(),
          handler.args().toJson(),
          handler.returns().toJson(),
          null);
    }
  }

  private JavaFunctions(Map<String, Module> modules, JavaApp definition) {
    this.modules = Map.copyOf(modules);
    this.definition = definition;
  }

  /// Checks an application.
  ///
  /// @param version differs between applications that may behave differently
  /// @throws InvalidFunctionAppException if it breaks a rule
  public static JavaFunctions of(FunctionApp app, String version) {
    var scan = new FunctionScan(new TypeValidators(JavaFunctions::tableName));
    var modules = new TreeMap<String, Module>();
    for (var module : app.modules()) {
      var path = "%s.js".formatted(FunctionScan.moduleName(module.getClass()));
      add(module, scan, path, modules.computeIfAbsent(path, _ -> new Module()));
    }
    requireDistinctRoutes(modules.values());
    var analysis = new ArrayList<AnalyzedModule>();
    modules.forEach((path, module) -> analysis.add(module.analyzed(path)));
    if (!app.crons().isEmpty()) {
      analysis.add(new AnalyzedModule(JavaApp.CRONS, List.of(), null, crons(app.crons()), false));
    }
    return new JavaFunctions(modules, new JavaApp(version, analysis, tables(app.tables())));
  }

  private static void add(Object object, FunctionScan scan, String path, Module module) {
    var functions = scan.functions(object);
    var httpActions = HttpScan.actions(object, path);
    if (functions.isEmpty() && httpActions.isEmpty()) {
      throw new InvalidFunctionAppException(
          "%s has no method with @Query, @Mutation, @Action or @HttpAction"
              .formatted(object.getClass().getTypeName()));
    }
    for (var function : functions) {
      requireFirst(module.functions().put(function.name(), function), path, function.name());
    }
    for (var action : httpActions) {
      requireFirst(module.httpActions().put(action.name(), action), path, action.name());
    }
  }

  private static void requireFirst(@Nullable Object former, String path, String name) {
    if (former != null) {
      throw new InvalidFunctionAppException(
          "Two functions are called %s:%s".formatted(path.replace(".js", ""), name));
    }
  }

  private static void requireDistinctRoutes(Collection<Module> modules) {
    var routes = new HashMap<String, HttpHandler>();
    for (var module : modules) {
      for (var action : module.httpActions().values()) {
        var other = routes.put(action.route().display(), action);
        if (other != null) {
          throw new InvalidFunctionAppException(
              "%s is answered by %s and by %s"
                  .formatted(action.route().display(), other.method(), action.method()));
        }
      }
    }
  }

  /// The table whose documents a class is: what [Table] says of it or of an interface that it
  /// implements.
  static String tableName(Class<?> type) {
    return table(type).value();
  }

  private static Table table(Class<?> type) {
    var table = tableOrNull(type);
    if (table == null) {
      throw new MappingException("%s has no @Table".formatted(type.getTypeName()));
    }
    return table;
  }

  private static @Nullable Table tableOrNull(Class<?> type) {
    var table = type.getAnnotation(Table.class);
    if (table != null) {
      return table;
    }
    for (var above : type.getInterfaces()) {
      var found = tableOrNull(above);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /// The tables as in the JSON of a schema, or null if there are none.
  private static @Nullable String tables(List<Class<?>> classes) {
    if (classes.isEmpty()) {
      return null;
    }
    var names = new HashSet<String>();
    var tables = JSON.createArrayNode();
    for (var type : classes) {
      try {
        if (!names.add(tableName(type))) {
          throw new InvalidFunctionAppException(
              "Two classes are the documents of table \"%s\"".formatted(tableName(type)));
        }
        write(type, tables.addObject());
      } catch (MappingException e) {
        throw new InvalidFunctionAppException(
            "%s cannot be the documents of a table: %s"
                .formatted(type.getTypeName(), e.getMessage()),
            e);
      }
    }
    return JSON.writeValueAsString(tables);
  }

  private static void write(Class<?> type, ObjectNode json) {
    var table = table(type);
    json.put("tableName", table.value());
    var indexes = json.putArray("indexes");
    for (var index : table.indexes()) {
      var fields = indexes.addObject().put("indexDescriptor", index.name()).putArray("fields");
      List.of(index.fields()).forEach(fields::add);
    }
    List.of(
            "stagedDbIndexes",
            "searchIndexes",
            "stagedSearchIndexes",
            "vectorIndexes",
            "stagedVectorIndexes")
        .forEach(json::putArray);
    var validator = new TypeValidators(JavaFunctions::tableName).of(type);
    json.set("documentType", JSON.readTree(validator.toJson()));
  }

  private static String crons(List<Cron> crons) {
    var json = JSON.createObjectNode();
    for (var cron : crons) {
      if (json.has(cron.name())) {
        throw new InvalidFunctionAppException(
            "Two cron jobs are called '%s'".formatted(cron.name()));
      }
      var job = json.putObject(cron.name()).put("name", cron.path());
      arguments(cron, job.putArray("args"));
      var schedule = job.putObject("schedule");
      switch (cron.schedule()) {
        case Cron.Schedule.Every(var interval) ->
            schedule.put("type", "interval").put("seconds", interval.toSeconds());
        case Cron.Schedule.At(var expression) ->
            schedule.put("type", "cron").put("cron", expression);
      }
    }
    return JSON.writeValueAsString(json);
  }

  private static void arguments(Cron cron, ArrayNode arguments) {
    try {
      var value = Values.arguments(cron.arguments());
      arguments.add(JSON.readTree(JsonFormat.ENCODED.write(value)));
    } catch (MappingException e) {
      throw new InvalidFunctionAppException(
          "The arguments of cron job '%s' are none: %s".formatted(cron.name(), e.getMessage()), e);
    }
  }

  /// What a deployment has to know of the application.
  public JavaApp definition() {
    return definition;
  }

  /// Differs between applications that may behave differently.
  String version() {
    return definition.version();
  }

  /// Whether this is [#NONE].
  public boolean isNone() {
    return definition.equals(JavaApp.NONE);
  }

  /// Whether the module at `path` is one of the application's.
  boolean hasModule(String path) {
    return modules.containsKey(path);
  }

  /// The function, or null.
  @Nullable Handler handler(String path, String export) {
    var module = modules.get(path);
    return module == null ? null : module.functions().get(export);
  }

  /// The HTTP action, or null.
  @Nullable HttpHandler httpHandler(String path, String name) {
    var module = modules.get(path);
    return module == null ? null : module.httpActions().get(name);
  }
}
