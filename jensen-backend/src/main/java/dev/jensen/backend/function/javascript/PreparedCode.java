package dev.jensen.backend.function.javascript;

import dev.jensen.backend.function.worker.StackTraces;
import dev.jensen.backend.model.AnalyzedModule;
import dev.jensen.backend.model.Code;
import dev.jensen.backend.model.Module;
import dev.jensen.wire.worker.Bundle;
import dev.jensen.wire.worker.Frame.Load;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One code version as workers load it.
///
/// @param snapshot where its startup snapshot is, or null if it has none
/// @param failure why it has none, or null
record PreparedCode(
    Code code,
    @Nullable Path snapshot,
    @Nullable String failure,
    StackTraces stackTraces,
    Set<String> reusingModules) {

  static PreparedCode of(Code code, @Nullable Path snapshot, @Nullable String failure) {
    return new PreparedCode(
        code,
        snapshot,
        failure,
        new StackTraces(code.modules()),
        code.analysis().stream()
            .filter(AnalyzedModule::reusesContext)
            .map(AnalyzedModule::path)
            .collect(Collectors.toUnmodifiableSet()));
  }

  Load load() {
    return snapshot == null
        ? new Load(code.version(), null, bundle(code))
        : new Load(code.version(), snapshot.toString(), null);
  }

  /// What workers evaluate of `code`.
  static Bundle bundle(Code code) {
    List<Bundle.Source> sources =
        code.modules().stream()
            .filter(module -> module.environment() == Module.Environment.ISOLATE)
            .map(module -> new Bundle.Source(module.path(), module.source()))
            .toList();
    return new Bundle(
        sources,
        code.environment(),
        code.importPhase().now().toEpochMilli(),
        code.importPhase().seed());
  }
}
