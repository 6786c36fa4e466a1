package dev.jensen.backend.model;

import dev.jensen.backend.transaction.Transaction;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What the deployment knows of the functions that are written in Java. They are beside the pushed
/// ones: no push changes them, and they change no pushed one.
///
/// @param version differs between applications that may behave differently
/// @param analysis their modules, which have paths of the same form as pushed ones
/// @param tables their tables, as in the JSON of a schema, or null if there are none
public record JavaApp(String version, List<AnalyzedModule> analysis, @Nullable String tables) {

  /// The path of what holds the cron jobs; no module that can be called.
  public static final String CRONS = "_java_crons.js";

  /// No application.
  public static final JavaApp NONE = new JavaApp("none", List.of(), null);

  private static final JsonMapper JSON = JsonMapper.shared();

  /// Copies `analysis`.
  public JavaApp {
    analysis = List.copyOf(analysis);
  }

  /// What is stored; an application without functions if nothing is.
  public static JavaApp load(Transaction transaction) {
    var document = SystemTable.JAVA_APP.single(transaction);
    if (document == null) {
      return NONE;
    }
    var analysis =
        SystemTable.JAVA_MODULES.all(transaction).stream()
            .map(module -> AnalysisJson.read(Fields.text(module, "analysis")))
            .toList();
    return new JavaApp(
        Fields.text(document, "version"), analysis, Fields.textOrNull(document, "tables"));
  }

  /// Stores it, unless it is what is stored already.
  public void store(Transaction transaction) {
    if (load(transaction).equals(this)) {
      return;
    }
    SystemTable.JAVA_APP.putSingle(
        transaction, new Fields().with("version", version).with("tables", tables).map());
    SystemTable.JAVA_MODULES
        .all(transaction)
        .forEach(module -> SystemTable.JAVA_MODULES.delete(transaction, module));
    for (var module : analysis) {
      SystemTable.JAVA_MODULES.insert(
          transaction, new Fields().with("analysis", AnalysisJson.write(module)).map());
    }
  }

  /// The schema of a push with the tables of the application.
  ///
  /// @param pushed null if the push has none
  /// @throws InvalidSchemaException if both name a table
  public @Nullable Schema addTo(@Nullable Schema pushed) {
    if (tables == null) {
      return pushed;
    }
    var schema = pushed == null ? emptySchema() : (ObjectNode) JSON.readTree(pushed.json());
    var all = schema.withArray("tables");
    var names = names(all);
    for (var table : JSON.readTree(tables)) {
      var name = table.path("tableName").asString();
      if (names.contains(name)) {
        throw new InvalidSchemaException(
            "TableDefinedTwice",
            "Table \"%s\" is defined in convex/schema.ts and by the functions in Java. Keep one."
                .formatted(name));
      }
      all.add(table);
    }
    return Schema.parse(JSON.writeValueAsString(schema));
  }

  private static ObjectNode emptySchema() {
    var schema = JSON.createObjectNode();
    schema.putArray("tables");
    return schema.put("schemaValidation", true);
  }

  /// The schema of a push without the tables of the application, null if there was none.
  ///
  /// @param all what [#addTo] gave
  public @Nullable Schema removeFrom(@Nullable Schema all) {
    if (all == null || tables == null) {
      return all;
    }
    var mine = names((ArrayNode) JSON.readTree(tables));
    var schema = (ObjectNode) JSON.readTree(all.json());
    var others = schema.arrayNode();
    for (var table : schema.path("tables")) {
      if (!mine.contains(table.path("tableName").asString())) {
        others.add(table);
      }
    }
    schema.set("tables", others);
    return others.isEmpty() ? null : Schema.parse(JSON.writeValueAsString(schema));
  }

  private static Set<String> names(ArrayNode tables) {
    return tables
        .valueStream()
        .map(table -> table.path("tableName").asString())
        .collect(Collectors.toSet());
  }

  /// The modules that hold functions.
  public List<AnalyzedModule> modules() {
    return analysis.stream().filter(module -> !module.path().equals(CRONS)).toList();
  }

  /// Whether a module of this path is in Java.
  public boolean hasModule(String path) {
    return analysis.stream().anyMatch(module -> module.path().equals(path));
  }
}
