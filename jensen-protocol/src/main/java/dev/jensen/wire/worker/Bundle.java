package dev.jensen.wire.worker;

import java.util.List;
import java.util.Map;

/// Modules to evaluate, and the world their module-level code sees.
///
/// @param environment what `process.env` answers
/// @param nowMillis the import phase's fixed clock, milliseconds since 1970
/// @param seed of the import phase's random generator
public record Bundle(
    List<Source> modules, Map<String, String> environment, long nowMillis, long seed) {

  /// One module.
  ///
  /// @param path relative to the functions directory, such as `dir/tasks.js`
  public record Source(String path, String text) {}

  public Bundle {
    modules = List.copyOf(modules);
    environment = Map.copyOf(environment);
  }
}
