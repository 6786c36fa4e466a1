package dev.jensen.backend.model;

import dev.jensen.backend.transaction.Document;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.value.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The deployed modules.
public final class Modules {

  private Modules() {}

  /// All modules, without their texts.
  public static List<DeployedModule> list(Transaction transaction) {
    return SystemTable.MODULES.all(transaction).stream().map(DeployedModule::read).toList();
  }

  /// One module with its text.
  public static Module load(Transaction transaction, DeployedModule module) {
    var source = SystemTable.MODULE_SOURCES.get(transaction, module.source());
    if (source == null) {
      throw new IllegalStateException("the text of module %s is lost".formatted(module.path()));
    }
    return new Module(
        module.path(),
        module.environment(),
        Fields.text(source, "source"),
        Fields.textOrNull(source, "sourceMap"),
        module.sha256());
  }

  /// Makes `modules` the deployed ones. Writes only what differs from before.
  ///
  /// @param analysis one per module outside `_deps/`
  public static void store(
      Transaction transaction, List<Module> modules, List<AnalyzedModule> analysis) {
    var analyses =
        analysis.stream().collect(Collectors.toMap(AnalyzedModule::path, AnalysisJson::write));
    var former = new HashMap<String, Document>();
    for (var document : SystemTable.MODULES.all(transaction)) {
      former.put(Fields.text(document, "path"), document);
    }
    for (var module : modules) {
      store(transaction, module, analyses.get(module.path()), former.remove(module.path()));
    }
    for (var gone : former.values()) {
      deleteSource(transaction, gone);
      SystemTable.MODULES.delete(transaction, gone);
    }
  }

  private static void store(
      Transaction transaction, Module module, @Nullable String analysis, @Nullable Document old) {
    if (old == null) {
      SystemTable.MODULES.insert(
          transaction, fields(module, analysis, insertSource(transaction, module)));
      return;
    }
    var source = Fields.text(old, "source");
    if (!Fields.text(old, "sha256").equals(module.sha256())) {
      deleteSource(transaction, old);
      source = insertSource(transaction, module);
    }
    SystemTable.MODULES.replace(transaction, old, fields(module, analysis, source));
  }

  private static Map<String, Value> fields(
      Module module, @Nullable String analysis, String source) {
    return new Fields()
        .with("path", module.path())
        .with("environment", module.environment().name())
        .with("sha256", module.sha256())
        .with("analysis", analysis)
        .with("source", source)
        .map();
  }

  private static String insertSource(Transaction transaction, Module module) {
    var fields =
        new Fields().with("source", module.source()).with("sourceMap", module.sourceMap()).map();
    return SystemTable.MODULE_SOURCES.insert(transaction, fields).id().toString();
  }

  private static void deleteSource(Transaction transaction, Document module) {
    var source = SystemTable.MODULE_SOURCES.get(transaction, DeployedModule.read(module).source());
    if (source != null) {
      SystemTable.MODULE_SOURCES.delete(transaction, source);
    }
  }
}
